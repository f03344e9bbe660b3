package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubmissionTest {

    private static final URI SOURCE = URI.create("https://example.com/talk.mp4");
    private static final URI CALLBACK = URI.create("https://example.com/hook");

    @Test
    void hasWhatItWasGiven() {
        Submission submission = Submission.of(SOURCE, "es", "fr")
                .withSourceLanguage("en")
                .withTitle("A talk")
                .withCallback(CALLBACK)
                .withMetadata("customer", "7")
                .withMetadata("shelf", "b");
        assertThat(submission.source()).isEqualTo(SOURCE);
        assertThat(submission.languages()).containsExactly("es", "fr");
        assertThat(submission.sourceLanguage()).contains("en");
        assertThat(submission.title()).contains("A talk");
        assertThat(submission.callback()).contains(CALLBACK);
        assertThat(submission.metadata()).isEqualTo(Map.of("customer", "7", "shelf", "b"));
    }

    @Test
    void staysAsItIsWhenAnotherIsMadeOfIt() {
        Submission bare = Submission.of(SOURCE, "es");
        assertThat(bare.withTitle("A talk").withMetadata("a", "b")).isNotEqualTo(bare);
        assertThat(bare.title()).isEmpty();
        assertThat(bare.metadata()).isEmpty();
    }

    @Test
    void needsALanguage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Submission.of(SOURCE))
                .withMessage("languages is empty; name at least one, such as es");
        assertThatIllegalArgumentException().isThrownBy(() -> FermataSubmission.of(SOURCE));
    }

    @Test
    void isEqualToOneWithTheSameContent() {
        Submission submission = Submission.of(SOURCE, "es").withTitle("A talk");
        Submission same = Submission.of(SOURCE, "es").withTitle("A talk");
        assertThat(submission).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(same.withTitle("Another"));
        // A submission with a scenario is another kind of thing, even if the scenario is empty.
        assertThat(submission).isNotEqualTo(FermataSubmission.of(submission));
        assertThat(FermataSubmission.of(submission)).isNotEqualTo(submission);
        assertThat(FermataSubmission.of(submission)).isEqualTo(FermataSubmission.of(same));
    }

    @Test
    void showsNoSecretOfTheSource() {
        Submission submission = Submission.of(URI.create("https://u:p@example.com/a.mp4?signature=s3cret"), "es", "fr");
        assertThat(submission).hasToString("https://example.com/a.mp4?signature=*** to es, fr");
    }

    @Test
    void keepsItsScenarioWhateverElseIsSet() {
        FermataSubmission submission = FermataSubmission.of(SOURCE, "es")
                .withScenario("outcome", "failed")
                .withTitle("A talk")
                .withSourceLanguage("en")
                .withCallback(CALLBACK)
                .withMetadata("a", "b")
                .withDuration(Duration.ofMillis(2500));
        assertThat(submission.scenario()).isEqualTo(Map.of("outcome", "failed", "duration", 2.5));
        assertThat(submission.title()).contains("A talk");
        assertThat(FermataSubmission.of(submission)).isSameAs(submission);
        assertThat(submission).isNotEqualTo(submission.withScenario("outcome", "completed"));
    }

    @Test
    void takesOverAnotherSubmission() {
        Submission submission = Submission.of(SOURCE, "es").withTitle("A talk").withMetadata("a", "b");
        FermataSubmission with = FermataSubmission.of(submission).withScenario("outcome", "failed");
        assertThat(with.title()).contains("A talk");
        assertThat(with.metadata()).isEqualTo(Map.of("a", "b"));
        assertThat(with.languages()).containsExactly("es");
    }

    @Test
    void copiesListsAndMapsOfAScenario() {
        List<Object> faults = new ArrayList<>(List.of(Map.of("fault", "reset_before")));
        FermataSubmission submission = FermataSubmission.of(SOURCE, "es").withScenario("faults", faults);
        faults.clear();
        assertThat(submission.scenario().get("faults")).isEqualTo(List.of(Map.of("fault", "reset_before")));
    }

    @Test
    void refusesAScenarioThatJsonCannotHold() {
        FermataSubmission submission = FermataSubmission.of(SOURCE, "es");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission.withScenario("duration", List.of(Duration.ofSeconds(3))))
                .withMessage(
                        "scenario 'duration' holds PT3S; allowed are texts, numbers, truth values, and lists and maps"
                                + " of them");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submission.withDuration(Duration.ofSeconds(-1)))
                .withMessageContaining("duration is PT-1S");
        assertThat(submission.withDuration(Duration.ZERO).scenario()).isEqualTo(Map.of("duration", 0.0));
    }

    @Test
    void cannotBeChangedFromOutside() {
        Submission submission = Submission.of(SOURCE, "es").withMetadata("a", "b");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> submission.metadata().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> submission.languages().clear());
    }
}
