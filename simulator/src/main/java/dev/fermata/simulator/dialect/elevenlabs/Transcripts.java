package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.Projects.Project;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The transcripts of projects and languages: segments, whose texts can be edited, so that languages become stale. */
record Transcripts(Services services, Projects projects, ProjectJson json, ElevenLabsAnswers answers) {

    private static final int LONGEST = 1_000;
    private static final int MOST_SEGMENTS = 100;
    private static final double LATEST = 86_400;

    /** In seconds: how long a segment is that a client adds. */
    private static final double SHORTEST_SPAN = 0.1;

    private static final double LONGEST_SPAN = 25;

    Response source(Request request) {
        Project project = ready(request);
        ObjectNode body = ElevenLabsAnswers.object();
        body.put("language", spoken(project));
        ArrayNode segments = body.putArray("segments");
        project.segments().forEach(segment -> segments.add(ofSource(segment)));
        return ElevenLabsAnswers.ok(body.put("revision", project.revision()));
    }

    Response editSource(Request request, ObjectNode body) {
        Project project = ready(request);
        Segment segment = segment(project, request.value(1));
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String text = fields.text("text", LONGEST);
        fields.text("speaker_id", LONGEST);
        fields.number("start_s", 0, LATEST);
        fields.number("end_s", 0, LATEST);
        Segment changed = text == null ? segment : segment.saying(text);
        return ElevenLabsAnswers.ok(shown(changed, changed(project, changed)));
    }

    Response add(Request request, ObjectNode body) {
        return answers.once(request, () -> {
            Project project = ready(request);
            RequestFields fields = RequestFields.ignoringOthers(body, "");
            int index = project.all().size();
            if (index >= MOST_SEGMENTS) {
                throw ElevenLabsErrors.conflict("A project can have " + MOST_SEGMENTS + " segments, deleted ones too.");
            }
            Segment added = new Segment(
                    index,
                    fields.required("text", fields.text("text", LONGEST)),
                    fields.required("speaker_id", fields.text("speaker_id", LONGEST)),
                    seconds(fields, "start_s"),
                    seconds(fields, "end_s"),
                    false);
            refuseBadSpan(project, added);
            return ElevenLabsAnswers.of(201, shown(added, changed(project, added)));
        });
    }

    private static double seconds(RequestFields fields, String name) {
        Double given = fields.number(name, 0, LATEST);
        fields.required(name, given == null ? null : name);
        return given == null ? 0 : given;
    }

    private void refuseBadSpan(Project project, Segment added) {
        double length = added.length();
        double media = ElevenLabsJobs.seconds(projects.preparation(project));
        if (length < SHORTEST_SPAN || length > LONGEST_SPAN || added.end() > media) {
            throw ElevenLabsErrors.invalid(
                    "end_s",
                    "A segment lasts " + SHORTEST_SPAN + " to " + LONGEST_SPAN
                            + " seconds, and ends within the media, which has " + media + " seconds.");
        }
        if (project.segments().stream().anyMatch(added::overlaps)) {
            throw ElevenLabsErrors.invalid("start_s", "The speaker says something else at that time.");
        }
    }

    Response delete(Request request) {
        Project project = ready(request);
        Segment segment = segment(project, request.value(1));
        Project changed = changed(project, segment.withoutText());
        return ElevenLabsAnswers.ok(ElevenLabsAnswers.object().put("revision", changed.revision()));
    }

    /** The project with that segment. The translations of the one before are worth nothing. */
    private Project changed(Project project, Segment segment) {
        // All of it or nothing.
        services.makeRoom(
                project.job(),
                segment.bytes()
                        + LanguageTarget.EDIT_BYTES * 2 * project.languages().size());
        long now = services.now();
        Project changed = projects.change(project, one -> one.edited(segment, now));
        projects.languages(changed).forEach(target -> edit(target, segment.index(), ""));
        return changed;
    }

    private static ObjectNode shown(Segment segment, Project project) {
        ObjectNode answer = ElevenLabsAnswers.object();
        answer.set("segment", ofSource(segment));
        return answer.put("revision", project.revision());
    }

    Response translation(Request request) {
        LanguageTarget target = dubbed(request);
        Project project = projects.find(target.project());
        Job job = projects.job(target.run().job());
        ObjectNode body = ElevenLabsAnswers.object()
                .put("source_language", spoken(project))
                .put("target_language", job.spec().targetLanguage());
        ArrayNode segments = body.putArray("segments");
        project.segments().forEach(segment -> segments.add(translated(segment, target)));
        return ElevenLabsAnswers.ok(body.put("revision", target.revision()));
    }

    Response editTranslation(Request request, ObjectNode body) {
        LanguageTarget target = dubbed(request);
        Segment segment = segment(projects.find(target.project()), request.value(2));
        String text = RequestFields.ignoringOthers(body, "").text("translation", LONGEST);
        LanguageTarget changed = edit(target, segment.index(), text == null ? "" : text);
        ObjectNode answer = ElevenLabsAnswers.object();
        answer.set("segment", translated(segment, changed));
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
            List<Segment> dubbed = projects.find(target.project()).segments().stream()
                    .filter(segment -> target.edited().contains(segment.index()))
                    .toList();
            double seconds = dubbed.stream().mapToDouble(Segment::length).sum();
            ObjectNode body = ElevenLabsAnswers.object();
            ArrayNode segments = body.putArray("regenerated_segment_ids");
            dubbed.forEach(segment -> segments.add(segment.id()));
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

    private static Segment segment(Project project, String id) {
        return project.segments().stream()
                .filter(segment -> segment.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ElevenLabsErrors.unknown("segment", id));
    }

    private String spoken(Project project) {
        return Objects.requireNonNullElse(
                projects.preparation(project).spec().sourceLanguage(), ElevenLabsJobs.DETECTED);
    }

    private static ObjectNode ofSource(Segment segment) {
        return segment.json().put("text", segment.text()).put("external_id", (String) null);
    }

    private ObjectNode translated(Segment segment, LanguageTarget target) {
        String language = projects.job(target.run().job()).spec().targetLanguage();
        String translation =
                target.translations().getOrDefault(segment.index(), "[" + language + "] " + segment.text());
        return segment.json()
                .put("source_text", segment.text())
                .put("translation", translation.isEmpty() ? null : translation);
    }
}
