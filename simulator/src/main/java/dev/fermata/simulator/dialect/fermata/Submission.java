package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.fermata.FermataDialect.Languages;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.scenario.ScenarioController.SubmissionFaults;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A checked {@code POST /v1/jobs}: one job for each language, and the profile of these jobs. */
record Submission(
        JobProfile profile, List<JobSpec> specs, @Nullable SubmissionFaults faults) {

    private static final List<String> FIELDS = List.of(
            "source_url", "source_language", "target_languages", "title", "callback_url", "metadata", "scenario");
    private static final List<String> SCENARIO = List.of("duration", "video_seconds", "outcome", "faults");

    private static final int MOST_LANGUAGES = 100;
    private static final int MOST_METADATA = 16;
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration LONGEST_VIDEO = Duration.ofDays(1);

    static Submission of(ObjectNode json, JobProfile usual, Function<JsonNode, SubmissionFaults> reader) {
        RequestFields fields = RequestFields.of(json, "", FIELDS);
        String source = fields.required("source_url", fields.url("source_url"));
        List<String> languages = fields.texts("target_languages", MOST_LANGUAGES, 35);
        fields.required("target_languages", languages.isEmpty() ? null : languages.get(0));
        String spoken = fields.text("source_language", 35);
        String from = spoken == null ? null : Languages.known("source_language", spoken);
        String title = fields.text("title", 200);
        String callback = fields.url("callback_url");
        Map<String, String> metadata = fields.map("metadata", MOST_METADATA, 500);
        Set<String> tags = checked(languages);
        RequestFields scenario = fields.object("scenario", SCENARIO);
        Duration video = scenario == null ? null : scenario.duration("video_seconds", LONGEST_VIDEO);
        List<JobSpec> specs = tags.stream()
                .map(language ->
                        new JobSpec(source, language, from, title, callback, metadata, FermataDialect.NAME, video))
                .toList();
        SubmissionFaults faults = faults(json.path("scenario").path("faults"), reader);
        return new Submission(profile(scenario, usual, faults), specs, faults);
    }

    private static Set<String> checked(List<String> languages) {
        Set<String> known = new LinkedHashSet<>();
        for (String language : languages) {
            String tag = Languages.known("target_languages[" + known.size() + "]", language);
            if (!known.add(tag)) {
                throw RefusedException.badRequest(
                        "invalid_value", "target_languages has '" + tag + "' twice; each language makes one job.");
            }
        }
        return known;
    }

    private static @Nullable SubmissionFaults faults(JsonNode faults, Function<JsonNode, SubmissionFaults> reader) {
        if (faults.isMissingNode() || faults.isNull()) {
            return null;
        }
        try {
            return reader.apply(faults);
        } catch (IllegalArgumentException notAllowed) {
            throw RefusedException.badRequest("invalid_value", String.valueOf(notAllowed.getMessage()));
        }
    }

    private static JobProfile profile(
            @Nullable RequestFields scenario, JobProfile usual, @Nullable SubmissionFaults faults) {
        if (scenario == null) {
            return usual;
        }
        JobProfile profile = usual;
        Duration whole = scenario.duration("duration", LONGEST);
        if (whole != null) {
            profile =
                    profile.withQueueTime(Distribution.fixed(Duration.ZERO)).withRunningTime(Distribution.fixed(whole));
        }
        String outcome = scenario.word("outcome", List.of("completed", "failed", "stuck"));
        profile = outcome == null ? profile : ending(profile, outcome);
        profile = faults == null ? profile : faults.profile(profile);
        if (outcome != null) {
            refuseContradiction(outcome, profile.anomalies());
        }
        return profile;
    }

    /** Outcome and faults hold for the same jobs, so neither may contradict the other. */
    private static void refuseContradiction(String outcome, Anomalies anomalies) {
        boolean stuck = outcome.equals("stuck");
        if (stuck ? anomalies.stuckChance() < 1 : anomalies.stuckChance() > 0) {
            throw contradiction(outcome, "stuck", "may or may not be stuck");
        }
        if (!outcome.equals("completed") && anomalies.relapseChance() > 0) {
            throw contradiction(outcome, "relapse", "are completed before they fall back");
        }
    }

    private static RefusedException contradiction(String outcome, String fault, String those) {
        return RefusedException.badRequest(
                "contradiction",
                "scenario.outcome is '" + outcome + "', but with the fault '" + fault
                        + "' in scenario.faults these jobs " + those + ". Leave out one of them.");
    }

    /** A job fails when it would have been completed, so that {@code duration} and {@code outcome} can be combined. */
    private static JobProfile ending(JobProfile profile, String outcome) {
        double errorChance = outcome.equals("failed") ? 1 : 0;
        Anomalies anomalies = outcome.equals("stuck") ? Anomalies.none().withStuck(1, 0.99) : Anomalies.none();
        FailureModel how = new FailureModel(errorChance, profile.failureModel().failures(), 1);
        return profile.withFailureModel(how).withAnomalies(anomalies);
    }
}
