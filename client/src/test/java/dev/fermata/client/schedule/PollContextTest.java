package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollContextTest {

    @Test
    void beginsWithoutKindAndHints() {
        PollContext context = PollContext.builder(2, Duration.ofSeconds(9)).build();
        assertThat(context.number()).isEqualTo(2);
        assertThat(context.age()).isEqualTo(Duration.ofSeconds(9));
        assertThat(context.waited()).isEqualTo(Duration.ofSeconds(9));
        assertThat(context.kind()).isEmpty();
        assertThat(context.progress()).isEmpty();
        assertThat(context.expectedAge()).isEmpty();
    }

    @Test
    void keepsAllValuesInACopy() {
        PollContext context = PollContext.builder(2, Duration.ofSeconds(9))
                .waited(Duration.ofSeconds(4))
                .kind("a/b")
                .progress(0.5)
                .expectedAge(Duration.ofSeconds(30))
                .build();
        assertThat(context.toBuilder().build()).isEqualTo(context).hasSameHashCodeAs(context);
        assertThat(context.toBuilder().progress(0.6).build()).isNotEqualTo(context);
        assertThat(context)
                .hasToString("PollContext[number=2, age=PT9S, waited=PT4S, kind=a/b, progress=0.5, expectedAge=PT30S]");
    }
}
