package dev.fermata.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vendors that do not say whether a key is missing or wrong. */
@Timeout(60)
class VendorKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/heygen/v3/users/me",
                "/azure/videotranslation/translations?api-version=2026-03-01",
                "/runway/v1/tasks/x"
            })
    void getTheSameAnswerForAMissingKeyAndAWrongOne(String path) throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).apiKey("right").start()) {
            Requests api = new Requests(simulator.uri());
            HttpResponse<String> without = api.send("GET", path, null);
            HttpResponse<String> wrong = api.send("GET", path, null, "Authorization", "Bearer wrong");
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).isEqualTo(without.body()).doesNotContain("Bearer KEY");
            assertThat(headers(wrong)).isEqualTo(headers(without)).containsKey("www-authenticate");
        }
    }

    /** Without those that differ from response to response. */
    private static Map<String, List<String>> headers(HttpResponse<String> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.keySet().removeAll(List.of("date", "x-request-id"));
        return headers;
    }
}
