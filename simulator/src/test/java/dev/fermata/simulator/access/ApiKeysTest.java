package dev.fermata.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiKeysTest {

    @Test
    void keepsAClientsNameShortHoweverLongTheKeyIs() {
        String fill = "x".repeat(16_000);
        assertThat(ApiKeys.client("a" + fill)).hasSizeLessThan(100).isEqualTo(ApiKeys.client("a" + fill));
        assertThat(ApiKeys.client("a" + fill)).isNotEqualTo(ApiKeys.client("b" + fill));
        assertThat(ApiKeys.client("a")).isEqualTo("key a");
    }
}
