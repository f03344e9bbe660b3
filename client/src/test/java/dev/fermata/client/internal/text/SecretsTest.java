package dev.fermata.client.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final Secrets SECRETS = Secrets.of(
            HttpRequest.newBuilder(URI.create("http://host/jobs?ids=job-1,job-2&v=2&key=S3%2FCR3T%2BVALUE&sig=short"))
                    .header("Authorization", "Bearer t0k3n-of-alice")
                    .header("X-Api-Key", "other-s3cret")
                    .header("X-Pass-Token", "anything in-words")
                    .header("Cookie", "theme=dark; session=c00k1e-anything")
                    .header("Accept", "application/json")
                    .header("Idempotency-Key", "order-4711")
                    .build(),
            List.of("job-1", "job-2"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no route for /jobs?ids=job-1&key=S3%2FCR3T%2BVALUE",
                "the key S3/CR3T+VALUE is not known",
                "see http://other.example/x?key=anything",
                "see http:\\/\\/other.example\\/x?key=anything",
                "bad signature (short)",
                "bad token: Bearer t0k3n-of-alice",
                "bad key other-s3cret",
                "bad token 'anything in-words'",
                "no session c00k1e-anything",
                "cut off: 'GET /jobs?key=S3%2FCR3T...'",
                "cut off: 't0k3n...'"
            })
    void hidesWhatIsSecret(String text) {
        assertThat(SECRETS.hide(text)).contains("***").doesNotContain("S3", "anything", "t0k", "s3cret", "(short)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "there are 2 jobs: job-1,job-2",
                "shortly after... the shorts",
                "application/json is not accepted; order-4711 is in progress",
                "use https:// instead of http:// in the URL",
                "http://other.example/x is gone",
                "what? yes"
            })
    void leavesTheRestAsItIs(String text) {
        assertThat(SECRETS.hide(text)).isEqualTo(text);
    }

    @Test
    void hidesUserInformation() {
        Secrets basic = Secrets.of(
                HttpRequest.newBuilder(URI.create("http://host/"))
                        .header("Authorization", "Basic YWxpY2U6cGFzcw==")
                        .build(),
                List.of());
        assertThat(basic.hide("alice:pass, pass, and YWxpY2U6cGFzcw== do not pass-word compassion"))
                .isEqualTo("***, ***, and *** do not ***-word compassion");
        assertThat(Secrets.NONE.hide("at https://alice:pass@other.example/")).isEqualTo("at https://other.example/");
        assertThat(Secrets.of(URI.create("http://alice:p%40ss@host/")).hide("p@ss or p%40ss of alice"))
                .isEqualTo("*** or *** of alice");
    }
}
