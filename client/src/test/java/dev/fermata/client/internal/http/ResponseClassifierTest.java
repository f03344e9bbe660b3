package dev.fermata.client.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.http.ResponseClassifier.Failure;
import java.net.http.HttpHeaders;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseClassifierTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    void takesEach2xxAsASuccess(int status) {
        assertThat(ResponseClassifier.byStatus(response(status, "{}"), true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                300, 301, 302, 303, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 410, 411, 412, 413, 414, 415,
                416, 417, 418, 421, 422, 424, 426, 428, 431, 451, 499, 501, 505
            })
    void takesWhatComesAgainAtEachTryAsARejection(int status) {
        assertThat(failure(status, "").rejected()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {304, 408, 409, 423, 425, 429, 500, 502, 503, 504, 507, 508, 511, 520, 524, 529, 599, 600, 999})
    void takesWhatMayPassAsTransient(int status) {
        assertThat(failure(status, "").rejected()).isFalse();
        assertThat(failure(status, "").sentence()).isEqualTo("the server answered with status " + status);
    }

    @Test
    void takesAConflictAsFinalForASubmissionOnly() {
        assertThat(ResponseClassifier.byStatus(response(409, ""), false)).get().returns(false, Failure::rejected);
        assertThat(ResponseClassifier.byStatus(response(409, ""), true)).get().returns(true, Failure::rejected);
    }

    @Test
    void explainsRejectionsAndTransientFailuresAlike() {
        String body = "{\"detail\":\"the renderer restarts\"}";
        assertThat(failure(503, body).sentence())
                .isEqualTo("the server answered with status 503: the renderer restarts");
        assertThat(failure(402, body).sentence())
                .isEqualTo("the server answered with status 402: it requires a payment; check the account."
                        + " The server says: the renderer restarts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":\"Out of credit\",\"detail\":\"30 needed, 5 left\"} | 30 needed, 5 left",
                "{\"title\":\"Out of credit\"} | Out of credit",
                "{\"detail\":[\"first\",\"second\"]} | first; second",
                "{\"detail\":[{\"loc\":[\"body\",\"url\",0],\"msg\":\"field required\"}]} | body.url.0: field required",
                "{\"detail\":{\"status\":\"invalid_api_key\",\"message\":\"Invalid API key\"}} | Invalid API key",
                "{\"error\":\"no such language\"} | no such language",
                "{\"error\":{\"code\":401,\"message\":\"bad key\"}} | bad key",
                "{\"error\":\"invalid_token\",\"error_description\":\"it has expired\"} | it has expired",
                "{\"status\":404,\"error\":\"Not Found\",\"message\":\"no job 7\",\"path\":\"/x\"} | no job 7",
                "{\"error\":\"Not Found\",\"message\":\"\"} | Not Found",
                "{\"message\":\"too many jobs\"} | too many jobs",
                "{\"Message\":\"too many jobs\"} | too many jobs",
                "{\"code\":400,\"msg\":\"bad video\"} | bad video",
                "{\"errors\":[{\"title\":\"t\",\"detail\":\"d\"},{\"message\":\"m\"}]} | d; m",
                "{\"title\":\"Invalid\",\"errors\":{\"url\":[\"missing\"],\"lang\":[\"unknown\"]}} | Invalid url: missing; lang: unknown",
                "{\"errors\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]} | a; b; c; d; e",
                "\"not found\" | not found",
                "{\"error\":true,\"code\":5} | ``",
                "{\"detail\":null} | ``",
                "[] | ``",
                "no healthy upstream | no healthy upstream",
                "<html><head><title>502 Bad Gateway</title></head><body>x</body></html> | 502 Bad Gateway",
                "<!DOCTYPE html><HTML><TITLE lang=en>Sorry</TITLE> | Sorry",
                "<?xml version=\"1.0\"?><Error><Code>X</Code><Message>Access denied</Message></Error> | Access denied",
                "<p>nothing</p> | ``",
                "{\"detail\":\"broken | {\"detail\":\"broken",
            })
    void readsTheServersExplanation(String body, String explanation) {
        assertThat(failure(500, body).explanation()).isEqualTo(explanation);
        assertThat(failure(400, body).explanation()).isEqualTo(explanation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"detail\":\"Ungültiger Schlüssel\"} | Ungültiger Schlüssel",
                "Ungültiger Schlüssel | Ungültiger Schlüssel",
                "Refusé | Refusé",
                "<title>Ungültig</title> | Ungültig"
            })
    void readsAnExplanationInIso88591AsInUtf8(String body, String explanation) {
        for (Charset charset : List.of(UTF_8, ISO_8859_1)) {
            Response response = new Response(400, headers(), body.getBytes(charset));
            assertThat(ResponseClassifier.failure(response, true).explanation())
                    .as(charset.name())
                    .isEqualTo(explanation);
        }
    }

    @Test
    void readsAnExplanationThatIsCutOffWithinACharacter() {
        byte[] body = "Ungültiger Schlüssel".getBytes(UTF_8);
        Response response = new Response(400, headers(), Arrays.copyOf(body, 17));
        assertThat(ResponseClassifier.failure(response, true).explanation()).isEqualTo("Ungültiger Schl");
    }

    @Test
    void quotesNoBinaryBody() {
        assertThat(failure(500, "GIF89a", "Content-Type", "image/gif").explanation())
                .isEmpty();
        assertThat(failure(500, "hello", "Content-Type", "text/plain").explanation())
                .isEqualTo("hello");
    }

    @Test
    void cleansAndCutsTheExplanation() {
        assertThat(failure(500, "{\"detail\":\"a\\u001b[31mb\\u0085c\\u202ed\\u2028e\"}")
                        .explanation())
                .isEqualTo("a [31mb c d e");
        assertThat(failure(500, "{\"detail\":\"" + "x".repeat(1000) + "\"}").explanation())
                .isEqualTo("x".repeat(300) + "...");
        assertThat(failure(500, "y".repeat(1000)).explanation()).hasSize(303);
    }

    @Test
    void survivesDeepAndHugeBodies() {
        assertThat(failure(500, "{\"error\":".repeat(400) + "\"x\"" + "}".repeat(400))
                        .explanation())
                .isEmpty();
        assertThat(failure(500, "[".repeat(100_000)).explanation()).hasSize(303);
        assertThat(failure(500, "<title".repeat(100_000)).explanation()).isEmpty();
    }

    @Test
    void tellsWhereARedirectionLeadsWithoutItsSecrets() {
        assertThat(failure(308, "", "Location", "https://user:secret@new.example.com/jobs/1?token=secret")
                        .explanation())
                .isEqualTo("Location: https://new.example.com/jobs/1?token=***");
        assertThat(failure(301, "", "Location", "/elsewhere").explanation()).isEqualTo("Location: /elsewhere");
        assertThat(failure(301, "<title>Moved</title>").explanation()).isEmpty();
        assertThat(ResponseClassifier.meaning(308)).contains("it redirects, and redirections are not followed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>",
                "Client sent an HTTP request to an HTTPS server.\n",
                "{\"message\":\"This combination of host and port requires TLS.\"}",
                "Reason: You're speaking plain HTTP to an SSL-enabled server port."
            })
    void tellsToUseHttpsWhereTheServerWantsIt(String body) {
        assertThat(failure(400, body).explanation()).endsWith("; use https:// instead of http:// in the URL");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 418, 422, 499})
    void blamesTheUrlForNoContentThatTheServerRefuses(int status) {
        assertThat(ResponseClassifier.meaning(status)).doesNotContain("URL");
    }

    @Test
    void givesEachRejectionAMeaning() {
        assertThat(ResponseClassifier.meaning(404)).contains("the server does not know this job", "check id and URL");
        for (int status = 300; status <= 505; status++) {
            assertThat(ResponseClassifier.meaning(status)).endsWith(".").matches("[ -~]+");
        }
    }

    @Test
    void takesTheServersTimeWhereItIsFarFromTheClients() {
        assertThat(serverTime("Tue, 01 Jan 2030 00:01:00 GMT")).isEqualTo(NOW.plusSeconds(60));
        assertThat(serverTime("Mon, 31 Dec 2029 23:59:00 GMT")).isEqualTo(NOW.minusSeconds(60));
        assertThat(serverTime("Tue, 01 Jan 2030 00:00:02 GMT")).isEqualTo(NOW);
        assertThat(serverTime("today")).isEqualTo(NOW);
        assertThat(ResponseClassifier.serverTime(headers(), NOW)).isEqualTo(NOW);
    }

    private static Instant serverTime(String date) {
        return ResponseClassifier.serverTime(headers("Date", date), NOW);
    }

    private static Failure failure(int status, String body, String... header) {
        return ResponseClassifier.byStatus(response(status, body, header), false)
                .orElseThrow();
    }

    private static Response response(int status, String body, String... header) {
        return new Response(status, headers(header), body.getBytes(UTF_8));
    }

    private static HttpHeaders headers(String... header) {
        Map<String, List<String>> map = header.length == 0 ? Map.of() : Map.of(header[0], List.of(header[1]));
        return HttpHeaders.of(map, (name, value) -> true);
    }
}
