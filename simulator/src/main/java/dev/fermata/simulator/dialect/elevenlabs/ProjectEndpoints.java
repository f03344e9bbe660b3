package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsForm.Source;
import dev.fermata.simulator.dialect.elevenlabs.Projects.Project;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/dubbing/project}: projects, and their languages. */
record ProjectEndpoints(
        Services services, Projects projects, WorkspaceWebhooks webhooks, ProjectJson json, ElevenLabsAnswers answers) {

    private static final Pattern NO_KEYTERM = Pattern.compile(".*[<>{}\\[\\]\\\\].*|\\S+(\\s+\\S+){5,}");

    Response create(Request request) {
        return answers.once(request, () -> {
            ElevenLabsForm form = ElevenLabsForm.of(request);
            String language = ElevenLabsForm.language(form.fields(), "target_language");
            Project project = projects.create(request, spec(form));
            if (language != null) {
                addFirst(request, project, language);
            }
            Project created = projects.project(project.id()).orElse(project);
            return ElevenLabsAnswers.of(201, json.project(created, true, services.now()));
        });
    }

    /** If there may be no more jobs, there is no project either. */
    private void addFirst(Request request, Project project, String language) {
        try {
            projects.addLanguage(request, project, ofLanguage(project, language, null));
        } catch (RuntimeException refused) {
            projects.remove(project);
            throw refused;
        }
    }

    private JobSpec spec(ElevenLabsForm form) {
        RequestFields fields = form.fields();
        Source source = form.source();
        form.texts("keyterms", 1_000, 50).stream()
                .filter(term -> NO_KEYTERM.matcher(term).matches())
                .findFirst()
                .ifPresent(term -> {
                    throw ElevenLabsErrors.invalid(
                            "keyterms", "A term has at most 5 words, and none of the characters <>{}[]\\.");
                });
        List<String> ids = form.texts("webhook_ids", 3, 200);
        webhooks.refuseUnknown(ids);
        String model = fields.word("model_id", List.of("dubbing_v1", "dubbing_v2"));
        Map<String, String> metadata = new HashMap<>();
        metadata.put(ProjectJson.MODEL, Objects.requireNonNullElse(model, "dubbing_v2"));
        metadata.put(ProjectJson.WEBHOOKS, String.join(",", ids));
        if (source.fileName() != null) {
            metadata.put(ElevenLabsJobs.FILE_NAME, source.fileName());
        }
        if (source.mimeType() != null) {
            metadata.put(ElevenLabsJobs.MIME_TYPE, source.mimeType());
        }
        return new JobSpec(
                source.address(),
                ElevenLabsJobs.NO_LANGUAGE,
                ElevenLabsForm.language(fields, "source_language"),
                fields.text("reference", 500),
                null,
                metadata,
                ElevenLabsDialect.NAME,
                null);
    }

    private JobSpec ofLanguage(Project project, String language, @Nullable Long strength) {
        Job preparation = projects.preparation(project);
        JobSpec of = preparation.spec();
        Map<String, String> metadata = new HashMap<>();
        metadata.put(ProjectJson.MODEL, ElevenLabsJobs.of(preparation, ProjectJson.MODEL));
        if (strength != null) {
            metadata.put(ProjectJson.STRENGTH, strength.toString());
        }
        return new JobSpec(
                of.sourceUrl(),
                language,
                of.sourceLanguage(),
                of.title(),
                null,
                metadata,
                ElevenLabsDialect.NAME,
                of.video());
    }

    Response get(Request request) {
        return ElevenLabsAnswers.ok(json.project(projects.find(request.value(0)), true, services.now()));
    }

    Response delete(Request request) {
        projects.remove(projects.find(request.value(0)));
        return ElevenLabsAnswers.deleted();
    }

    Response list(Request request) {
        Page.Wanted wanted = wanted(request);
        boolean ascending = Dubs.words(request, "sort_direction", List.of("DESCENDING", "ASCENDING"))
                .equals("ASCENDING");
        String status = request.query("status");
        long now = services.now();
        List<Project> found = new ArrayList<>(projects.all());
        found.removeIf(project -> status != null && !json.status(project, now).equals(status));
        if (ascending) {
            Collections.reverse(found);
        }
        return ElevenLabsAnswers.ok(ElevenLabsAnswers.page(
                "projects", Page.of(found, wanted, Project::id), project -> json.project(project, false, now)));
    }

    private static Page.Wanted wanted(Request request) {
        return Page.Wanted.nearest(request, "page_size", 20, 100, "cursor");
    }

    Response addLanguage(Request request, ObjectNode body) {
        return answers.once(request, () -> {
            Project project = projects.find(request.value(0));
            RequestFields fields = RequestFields.ignoringOthers(body, "");
            String language = fields.required("target_language", ElevenLabsForm.language(fields, "target_language"));
            RequestFields voice = fields.object("voice_settings");
            Long strength = voice == null ? null : voice.whole(ProjectJson.STRENGTH, 0, 10);
            LanguageTarget added = projects.addLanguage(request, project, ofLanguage(project, language, strength));
            return ElevenLabsAnswers.of(201, json.language(added, request.prefix(), services.now()));
        });
    }

    Response languages(Request request) {
        Page.Wanted wanted = wanted(request);
        String status = request.query("status");
        long now = services.now();
        List<LanguageTarget> found = projects.languages(projects.find(request.value(0))).stream()
                .filter(target -> status == null || json.status(target, now).equals(status))
                .toList();
        return ElevenLabsAnswers.ok(ElevenLabsAnswers.page(
                "languages",
                Page.of(found, wanted, LanguageTarget::id),
                target -> json.language(target, request.prefix(), now)));
    }

    Response language(Request request) {
        LanguageTarget target = projects.find(request.value(0), request.value(1));
        return ElevenLabsAnswers.ok(json.language(target, request.prefix(), services.now()));
    }

    Response deleteLanguage(Request request) {
        projects.remove(projects.find(request.value(0), request.value(1)));
        return ElevenLabsAnswers.deleted();
    }
}
