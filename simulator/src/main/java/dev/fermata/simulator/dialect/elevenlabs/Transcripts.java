package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.Projects.Project;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The transcripts of projects and languages: two segments, whose texts can be edited, so that languages become stale. */
record Transcripts(Services services, Projects projects, ProjectJson json, ElevenLabsAnswers answers) {

    static final List<String> SOURCE = List.of("Welcome to this talk.", "Thank you for listening.");

    private static final String SEGMENT = "seg_";
    private static final int LONGEST = 1_000;

    Response source(Request request) {
        Project project = ready(request);
        ObjectNode body = ElevenLabsAnswers.object();
        body.put("language", spoken(project));
        ArrayNode segments = body.putArray("segments");
        IntStream.range(0, SOURCE.size()).forEach(i -> segments.add(segment(project, i)));
        return ElevenLabsAnswers.ok(body.put("revision", project.revision()));
    }

    Response editSource(Request request, ObjectNode body) {
        Project project = ready(request);
        int index = index(request.value(1));
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String text = fields.text("text", LONGEST);
        fields.text("speaker_id", LONGEST);
        fields.number("start_s", 0, 86_400);
        fields.number("end_s", 0, 86_400);
        long now = services.now();
        List<String> texts = new ArrayList<>(project.texts());
        texts.set(index, Objects.requireNonNullElse(text, texts.get(index)));
        Project changed = projects.change(project, one -> one.edited(texts, now));
        // The translation of the old text is worth nothing.
        projects.languages(changed).forEach(target -> edit(target, index, ""));
        ObjectNode answer = ElevenLabsAnswers.object();
        answer.set("segment", segment(changed, index));
        return ElevenLabsAnswers.ok(answer.put("revision", changed.revision()));
    }

    Response translation(Request request) {
        LanguageTarget target = dubbed(request);
        Project project = projects.find(target.project());
        Job job = projects.job(target.run().job());
        ObjectNode body = ElevenLabsAnswers.object()
                .put("source_language", spoken(project))
                .put("target_language", job.spec().targetLanguage());
        ArrayNode segments = body.putArray("segments");
        IntStream.range(0, SOURCE.size()).forEach(i -> segments.add(segment(project, target, i)));
        return ElevenLabsAnswers.ok(body.put("revision", target.revision()));
    }

    Response editTranslation(Request request, ObjectNode body) {
        LanguageTarget target = dubbed(request);
        int index = index(request.value(2));
        String text = RequestFields.ignoringOthers(body, "").text("translation", LONGEST);
        LanguageTarget changed = edit(target, index, text == null ? "" : text);
        ObjectNode answer = ElevenLabsAnswers.object();
        answer.set("segment", segment(projects.find(target.project()), changed, index));
        return ElevenLabsAnswers.ok(answer.put("revision", changed.revision()));
    }

    /** A dub that has begun is without the change. */
    private LanguageTarget edit(LanguageTarget target, int index, String translation) {
        long now = services.now();
        boolean begun = !json.status(target, now).equals(ProjectJson.QUEUED);
        return projects.change(target, one -> one.edited(Map.of(index, translation), begun, now));
    }

    Response regenerate(Request request) {
        return answers.once(request, () -> {
            LanguageTarget target = projects.find(request.value(0), request.value(1));
            Job job = projects.job(target.run().job());
            State state = job.at(services.now()).state();
            if (state != State.COMPLETED || target.edited().isEmpty()) {
                throw ElevenLabsErrors.conflict(
                        state.terminal()
                                ? "There is nothing to regenerate: the language has failed, or its transcript is unchanged."
                                : "The language is being dubbed. Wait until it is completed.");
            }
            double seconds = target.edited().size() * length(job);
            ObjectNode body = ElevenLabsAnswers.object();
            ArrayNode segments = body.putArray("regenerated_segment_ids");
            target.edited().stream().sorted().forEach(index -> segments.add(SEGMENT + index));
            projects.regenerate(request, target);
            return ElevenLabsAnswers.of(
                    202,
                    body.put("regenerated_seconds", seconds)
                            .put("charged_seconds", 0.0)
                            .put("free_regeneration_seconds_remaining", ElevenLabsJobs.seconds(job) - seconds));
        });
    }

    private Project ready(Request request) {
        Project project = projects.find(request.value(0));
        if (projects.preparation(project).at(services.now()).state() != State.COMPLETED) {
            throw ElevenLabsErrors.conflict("The project is not ready.");
        }
        return project;
    }

    /** A language that has outputs. */
    private LanguageTarget dubbed(Request request) {
        LanguageTarget target = projects.find(request.value(0), request.value(1));
        boolean completed = projects.job(target.run().job()).at(services.now()).state() == State.COMPLETED;
        if (!completed && target.before() == null) {
            throw ElevenLabsErrors.conflict("The language has no transcript before its first dub is completed.");
        }
        return target;
    }

    private static int index(String segment) {
        return IntStream.range(0, SOURCE.size())
                .filter(i -> segment.equals(SEGMENT + i))
                .findFirst()
                .orElseThrow(() -> ElevenLabsErrors.unknown("segment", segment));
    }

    private String spoken(Project project) {
        return Objects.requireNonNullElse(
                projects.preparation(project).spec().sourceLanguage(), ElevenLabsJobs.DETECTED);
    }

    private ObjectNode segment(Project project, int index) {
        return at(project, index).put("text", project.texts().get(index)).put("external_id", (String) null);
    }

    private ObjectNode segment(Project project, LanguageTarget target, int index) {
        String source = project.texts().get(index);
        String language = projects.job(target.run().job()).spec().targetLanguage();
        String translation = target.translations().getOrDefault(index, "[" + language + "] " + source);
        return at(project, index)
                .put("source_text", source)
                .put("translation", translation.isEmpty() ? null : translation);
    }

    private ObjectNode at(Project project, int index) {
        double length = length(projects.preparation(project));
        return ElevenLabsAnswers.object()
                .put("id", SEGMENT + index)
                .put("speaker_id", "speaker_1")
                .put("start_s", index * length)
                .put("end_s", (index + 1) * length);
    }

    /** Of a segment, in seconds. */
    private static double length(Job job) {
        return ElevenLabsJobs.seconds(job) / SOURCE.size();
    }
}
