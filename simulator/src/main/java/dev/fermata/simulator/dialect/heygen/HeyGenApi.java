package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.RememberedResponses;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.heygen.HeyGenJobs.JobNotes;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.setting.SettingValues;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** All parts of the API, connected. Created when it is first needed. */
final class HeyGenApi {

    final HeyGenErrors errors;
    final HeyGenEvents events;

    private final HeyGenJobs jobs;
    private final Assets assets;
    private final Batches batches;
    private final Subscribers subscribers;
    private final RememberedResponses remembered = new RememberedResponses();

    private final TranslationEndpoints translating;
    private final BatchEndpoints batching;
    private final ProofreadEndpoints proofreading;
    private final WebhookEndpoints notifying;
    private final AssetEndpoints uploading;
    private final LegacyEndpoints legacy;
    private final UserEndpoint user;

    HeyGenApi(Services services, SettingValues options) {
        Replies replies = new Replies(new IdSequence("req_", services.seed()), options.get(HeyGenOptions.REQUEST_ID));
        errors = new HeyGenErrors(replies, options.get(HeyGenOptions.NOT_FOUND));
        jobs = new HeyGenJobs(services, options);
        assets = new Assets(services);
        batches = new Batches(services, options);
        subscribers = new Subscribers(services.seed());
        LanguageNames names = new LanguageNames(options);
        IdempotentCalls calls = new IdempotentCalls(services, options, remembered);
        TranslationJson json = new TranslationJson(services, options, jobs, names);
        events = new HeyGenEvents(services, options, json, batches, subscribers);
        translating = new TranslationEndpoints(jobs, json, names, assets, calls, replies);
        batching = new BatchEndpoints(services, options, jobs, batches, names, assets, calls, replies);
        proofreading =
                new ProofreadEndpoints(services, jobs, new JobNotes(services), json, names, assets, calls, replies);
        notifying = new WebhookEndpoints(services, jobs, subscribers, events, calls, replies);
        uploading = new AssetEndpoints(assets, calls, replies);
        legacy = new LegacyEndpoints(services, jobs, json, names, replies);
        user = new UserEndpoint(replies);
    }

    Answer answer(HeyGenCall call, Request request) {
        return switch (call) {
            case CREATE_TRANSLATIONS -> json(request, translating::create);
            case LIST_TRANSLATIONS -> translating.list(request);
            case LIST_LANGUAGES -> translating.languages(request);
            case LIST_STATUSES -> batching.statuses(request);
            case GET_TRANSLATION -> translating.get(request);
            case RENAME_TRANSLATION -> json(request, translating::rename);
            case DELETE_TRANSLATION -> translating.delete(request);
            case CREATE_BATCH -> json(request, batching::create);
            case GET_BATCH -> batching.get(request);
            case CREATE_PROOFREADS -> json(request, proofreading::create);
            case LIST_PROOFREADS -> proofreading.list(request);
            case GET_PROOFREAD -> proofreading.get(request);
            case DELETE_PROOFREAD -> proofreading.delete(request);
            case GET_SUBTITLES -> proofreading.subtitles(request);
            case REPLACE_SUBTITLES -> json(request, proofreading::edit);
            case GENERATE -> jsonOrNothing(request, proofreading::generate);
            case CREATE_ENDPOINT -> json(request, notifying::create);
            case LIST_ENDPOINTS -> notifying.list(request);
            case CHANGE_ENDPOINT -> json(request, notifying::update);
            case DELETE_ENDPOINT -> notifying.delete(request);
            case ROTATE_SECRET -> notifying.rotate(request);
            case LIST_EVENT_TYPES -> notifying.eventTypes(request);
            case LIST_EVENTS -> notifying.history(request);
            case UPLOAD_ASSET -> uploading.upload(request);
            case LIST_ASSETS -> uploading.list(request);
            case GET_ASSET -> uploading.get(request);
            case DELETE_ASSET -> uploading.delete(request);
            case ANNOUNCE_ASSET -> json(request, uploading::announce);
            case COMPLETE_ASSET -> jsonOrNothing(request, uploading::complete);
            case PUT_CONTENT -> uploading.put(request);
            case GET_CONTENT -> uploading.content(request);
            case GET_USER -> user.me(request);
            case LEGACY_CREATE -> legacy.refusing(JsonBody.taking(legacy::create), request);
            case LEGACY_LANGUAGES -> legacy.refusing(legacy::languages, request);
            case LEGACY_GET -> legacy.refusing(legacy::get, request);
        };
    }

    private static Answer json(Request request, BiFunction<Request, ObjectNode, Answer> endpoint) {
        return JsonBody.taking(endpoint).answer(request);
    }

    /** All fields are optional, so that the body may be missing. */
    private static Answer jsonOrNothing(Request request, BiFunction<Request, ObjectNode, Answer> endpoint) {
        return request.bodySize() == 0 ? endpoint.apply(request, Replies.object()) : json(request, endpoint);
    }

    void reset() {
        assets.reset();
        batches.reset();
        subscribers.reset();
        events.reset();
        remembered.clear();
    }
}
