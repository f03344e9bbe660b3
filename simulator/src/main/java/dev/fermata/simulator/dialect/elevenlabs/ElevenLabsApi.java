package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.RememberedResponses;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.setting.SettingValues;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** All parts of the API, connected. Created when it is first needed. */
final class ElevenLabsApi {

    final ElevenLabsErrors errors;
    final ElevenLabsEvents events;

    private final RememberedResponses remembered = new RememberedResponses();
    private final ElevenLabsJobs jobs;
    private final Projects projects;
    private final WorkspaceWebhooks webhooks;
    private final Dubs dubs;
    private final DubFiles files;
    private final ProjectEndpoints projecting;
    private final Transcripts transcripts;

    ElevenLabsApi(Services services, SettingValues options) {
        errors = new ElevenLabsErrors(options, new IdSequence("", services.seed()));
        ElevenLabsAnswers answers =
                new ElevenLabsAnswers(remembered, options.get(ElevenLabsOptions.IDEMPOTENCY), services::now);
        jobs = new ElevenLabsJobs(services, options);
        projects = new Projects(services, jobs);
        webhooks = new WorkspaceWebhooks(services, answers);
        ProjectJson json = new ProjectJson(services, options, projects);
        events = new ElevenLabsEvents(options, projects, webhooks, json);
        dubs = new Dubs(services, options, jobs, answers);
        files = new DubFiles(services, options, jobs);
        projecting = new ProjectEndpoints(services, projects, webhooks, json, answers);
        transcripts = new Transcripts(services, projects, json, answers);
    }

    Answer answer(ElevenLabsCall call, Request request) {
        return switch (call) {
            case CREATE_DUB -> jobs.counted(request, dubs.create(request));
            case LIST_DUBS -> dubs.list(request);
            case GET_DUB -> dubs.get(request);
            case DELETE_DUB -> dubs.delete(request);
            case GET_AUDIO -> files.audio(request);
            case GET_TRANSCRIPT -> files.transcript(request);
            case GET_OLD_TRANSCRIPT -> files.oldTranscript(request);
            case CREATE_PROJECT -> jobs.counted(request, projecting.create(request));
            case LIST_PROJECTS -> projecting.list(request);
            case GET_PROJECT -> projecting.get(request);
            case DELETE_PROJECT -> projecting.delete(request);
            case CREATE_LANGUAGE ->
                json(request, (asked, body) -> jobs.counted(asked, projecting.addLanguage(asked, body)));
            case LIST_LANGUAGES -> projecting.languages(request);
            case GET_LANGUAGE -> projecting.language(request);
            case DELETE_LANGUAGE -> projecting.deleteLanguage(request);
            case GET_SOURCE_TRANSCRIPT -> transcripts.source(request);
            case ADD_SOURCE_SEGMENT -> json(request, transcripts::add);
            case DELETE_SOURCE_SEGMENT -> transcripts.delete(request);
            case EDIT_SOURCE_SEGMENT -> json(request, transcripts::editSource);
            case GET_TRANSLATION -> transcripts.translation(request);
            case EDIT_TRANSLATION -> json(request, transcripts::editTranslation);
            case REGENERATE -> transcripts.regenerate(request);
            case CREATE_WEBHOOK -> json(request, webhooks::create);
            case LIST_WEBHOOKS -> webhooks.list(request);
            case CHANGE_WEBHOOK -> json(request, webhooks::change);
            case DELETE_WEBHOOK -> webhooks.delete(request);
        };
    }

    private static Answer json(Request request, BiFunction<Request, ObjectNode, Answer> endpoint) {
        return JsonBody.taking(endpoint).answer(request);
    }

    void reset() {
        projects.reset();
        webhooks.reset();
        remembered.clear();
    }
}
