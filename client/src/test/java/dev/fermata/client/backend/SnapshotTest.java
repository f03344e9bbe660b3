package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    @Test
    void isEmptyWhereNothingIsSet() {
        Snapshot snapshot = Snapshot.builder("1", JobState.RUNNING).build();
        assertThat(snapshot.id()).isEqualTo("1");
        assertThat(snapshot.word()).isEqualTo("running");
        assertThat(snapshot.stage()).isEmpty();
        assertThat(snapshot.progress()).isEmpty();
        assertThat(snapshot.createdAt()).isEmpty();
        assertThat(snapshot.finishedAt()).isEmpty();
        assertThat(snapshot.expectedAt()).isEmpty();
        assertThat(snapshot.error()).isEmpty();
        assertThat(snapshot.result()).isEmpty();
        assertThat(snapshot.kind()).isEmpty();
        assertThat(snapshot.json()).isEmpty();
        assertThat(snapshot.nextPoll()).isEmpty();
    }

    @Test
    void hasABuilderWithItsOwnValues() {
        Snapshot snapshot = full().build();
        assertThat(snapshot.toBuilder().build()).isEqualTo(snapshot).hasSameHashCodeAs(snapshot);
        assertThat(snapshot.error()).contains(new Snapshot.JobError("E1", "no audio"));
        assertThat(snapshot.nextPoll()).contains(URI.create("/jobs/1/now"));
        assertThat(snapshot.progress()).hasValue(0.5);
    }

    @Test
    void isEqualOnlyIfEveryValueIs() {
        List<UnaryOperator<Snapshot.Builder>> changes = List.of(
                builder -> builder.word("other"),
                builder -> builder.stage("other"),
                builder -> builder.stage(null),
                builder -> builder.progress(0.6),
                builder -> builder.progress(Double.NaN),
                builder -> builder.createdAt(null),
                builder -> builder.finishedAt(NOON),
                builder -> builder.expectedAt(NOON),
                builder -> builder.error("E1", "other"),
                builder -> builder.result(Map.of()),
                builder -> builder.kind("other"),
                builder -> builder.json("{}"),
                builder -> builder.nextPoll(null));
        for (UnaryOperator<Snapshot.Builder> change : changes) {
            assertThat(change.apply(full()).build()).isNotEqualTo(full().build());
        }
        assertThat(Snapshot.builder("1", JobState.QUEUED).build())
                .isNotEqualTo(Snapshot.builder("1", JobState.RUNNING).build())
                .isNotEqualTo(Snapshot.builder("2", JobState.QUEUED).build());
    }

    /** C0, C1, line separators, and a direction that turns the rest of a line around. */
    @ParameterizedTest
    @ValueSource(strings = {"\u001B", "\u0000", "\u009B", "\u0085", "\u2028", "\u2029", "\u202E", "\n", "\u007F"})
    void cleansEveryTextOfTheServer(String control) {
        String text = "a" + control + "b";
        Snapshot snapshot = Snapshot.builder("1", JobState.FAILED)
                .word(text)
                .stage(text)
                .kind(text)
                .error(text, text)
                .result(Map.of(text, text))
                .build();
        assertThat(snapshot.word()).isEqualTo("a b");
        assertThat(snapshot.stage()).contains("a b");
        assertThat(snapshot.kind()).isEqualTo("a b");
        assertThat(snapshot.error()).contains(new Snapshot.JobError("a b", "a b"));
        assertThat(snapshot.result()).isEqualTo(Map.of("a b", "a b"));
    }

    @Test
    void keepsIdAndJsonAsTheyAre() {
        Snapshot snapshot = Snapshot.builder("a\u0085b", JobState.COMPLETED)
                .json("\"a\u0085b\"")
                .build();
        assertThat(snapshot.id()).isEqualTo("a\u0085b");
        assertThat(snapshot.json()).isEqualTo("\"a\u0085b\"");
        assertThat(snapshot).hasToString("job a b: completed");
    }

    @Test
    void cutsWordsThatAreTooLong() {
        Snapshot snapshot = Snapshot.builder("1", JobState.RUNNING)
                .word("w".repeat(10_000))
                .stage("s".repeat(10_000))
                .kind("k".repeat(10_000))
                .build();
        assertThat(snapshot.word()).startsWith("www").hasSizeLessThan(210);
        assertThat(snapshot.stage().orElseThrow()).hasSizeLessThan(210);
        assertThat(snapshot.kind()).hasSizeLessThan(210);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void ignoresProgressThatCannotBe(double progress) {
        assertThat(Snapshot.builder("1", JobState.RUNNING)
                        .progress(progress)
                        .build()
                        .progress())
                .isEmpty();
    }

    @Test
    void takesAnErrorWithoutCodeOrMessage() {
        Snapshot snapshot =
                Snapshot.builder("1", JobState.FAILED).error(null, null).build();
        assertThat(snapshot.error()).contains(new Snapshot.JobError("", ""));
    }

    @Test
    void copiesTheResultInItsOrder() {
        Map<String, String> result = new LinkedHashMap<>();
        List.of("z", "y", "x", "w", "v", "u").forEach(name -> result.put(name, "of " + name));
        Snapshot snapshot =
                Snapshot.builder("1", JobState.COMPLETED).result(result).build();
        result.clear();
        assertThat(snapshot.result().keySet()).containsExactly("z", "y", "x", "w", "v", "u");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> snapshot.result().put("a", "b"));
    }

    /** A waiter keeps a hundred thousand of them. */
    @Test
    void sharesItsWordsWithOtherSnapshots() {
        Snapshot first = Snapshot.builder("1", JobState.RUNNING)
                .word(new String("working"))
                .stage(new String("voicing"))
                .kind(new String("example/es"))
                .build();
        Snapshot second = Snapshot.builder("2", JobState.RUNNING)
                .word(new String("working"))
                .stage(new String("voicing"))
                .kind(new String("example/es"))
                .build();
        assertThat(second.word()).isSameAs(first.word());
        assertThat(second.stage().orElseThrow()).isSameAs(first.stage().orElseThrow());
        assertThat(second.kind()).isSameAs(first.kind());
        assertThat(Snapshot.builder("3", JobState.QUEUED).build().result()).isSameAs(first.result());
    }

    @Test
    void hasMovedWithAnotherStateStageOrWordButNotWithProgress() {
        Snapshot snapshot = full().build();
        assertThat(full().progress(0.9).build().hasMovedSince(snapshot)).isFalse();
        assertThat(full().stage("other").build().hasMovedSince(snapshot)).isTrue();
        assertThat(full().stage(null).build().hasMovedSince(snapshot)).isTrue();
        assertThat(full().word("other").build().hasMovedSince(snapshot)).isTrue();
        assertThat(Snapshot.builder("1", JobState.QUEUED)
                        .word("broken")
                        .stage("mixing")
                        .build()
                        .hasMovedSince(snapshot))
                .isTrue();
    }

    @Test
    void isOneLineWithoutTheJson() {
        assertThat(full().build()).hasToString("job 1: failed (mixing), E1: no audio");
        assertThat(Snapshot.builder("1", JobState.UNKNOWN).word("paused").build())
                .hasToString("job 1: 'paused'");
    }

    private static Snapshot.Builder full() {
        return Snapshot.builder("1", JobState.FAILED)
                .word("broken")
                .stage("mixing")
                .progress(0.5)
                .createdAt(NOON)
                .finishedAt(NOON.plusSeconds(60))
                .expectedAt(NOON.plusSeconds(50))
                .error("E1", "no audio")
                .result(Map.of("log", "https://example.com/log"))
                .kind("example/es")
                .json("{\"raw\": true}")
                .nextPoll(URI.create("/jobs/1/now"));
    }
}
