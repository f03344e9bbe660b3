package dev.fermata.simulator.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {

    private static final String EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void signsLikeTheExampleOfStandardWebhooks() {
        String signature = WebhookSecret.parse(EXAMPLE)
                .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}".getBytes(UTF_8));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void isTheSameWhenItIsReadBack() {
        assertThat(WebhookSecret.parse(EXAMPLE).text()).isEqualTo(EXAMPLE);
        WebhookSecret made = WebhookSecret.generate();
        assertThat(WebhookSecret.parse(made.text()).text()).isEqualTo(made.text());
    }

    @Test
    void isAnotherOneEachTimeItIsGenerated() {
        assertThat(WebhookSecret.generate().text())
                .hasSize(6 + 44)
                .isNotEqualTo(WebhookSecret.generate().text());
    }

    @Test
    void staysOutOfLogs() {
        WebhookSecret secret = WebhookSecret.parse(EXAMPLE);
        assertThat(secret).hasToString("whsec_...");
        assertThat(WebhookSettings.of(1).withSecret(secret).toString()).doesNotContain("MfKQ9r8G");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%secret%%%"})
    void refusesWhatIsNoneWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> WebhookSecret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed is whsec_ and the base64 of 24 to 64 random bytes")
                .hasMessageNotContainingAny("c2hvcnQ", "secret%%%", "MfKQ");
    }

    @Test
    void refusesMoreThan64Bytes() {
        String long65 = "whsec_" + Base64.getEncoder().encodeToString(new byte[65]);
        assertThatThrownBy(() -> WebhookSecret.parse(long65)).hasMessageContaining("has 65 bytes");
    }
}
