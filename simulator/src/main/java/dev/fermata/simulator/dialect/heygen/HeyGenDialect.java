package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.IdSequence;
import dev.fermata.simulator.dialect.JobNotes;
import dev.fermata.simulator.dialect.RememberedResponses;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.Vendor;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.WebhookMessage;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** HeyGen's API for video translations. */
public final class HeyGenDialect implements Dialect {

    public static final Vendor VENDOR = new Vendor(HeyGenJobs.DIALECT, HeyGenOptions.ALL, HeyGenDialect::new);

    private static final String TRANSLATIONS = "/v3/video-translations";
    private static final String BATCHES = TRANSLATIONS + "/batches";
    private static final String PROOFREADS = TRANSLATIONS + "/proofreads";
    private static final String WEBHOOKS = "/v3/webhooks";
    private static final String ENDPOINTS = WEBHOOKS + "/endpoints";
    private static final String ASSETS = "/v3/assets";

    private final HeyGenOptions options;
    private final HeyGenErrors errors;
    private final HeyGenJobs jobs;
    private final Assets assets;
    private final Batches batches;
    private final Subscribers subscribers;
    private final HeyGenEvents events;
    private final RememberedResponses remembered = new RememberedResponses();

    private final TranslationEndpoints translating;
    private final BatchEndpoints batching;
    private final ProofreadEndpoints proofreading;
    private final WebhookEndpoints notifying;
    private final AssetEndpoints uploading;
    private final LegacyEndpoints legacy;
    private final UserEndpoint user;

    private HeyGenDialect(Services services, SettingValues values) {
        options = new HeyGenOptions(values);
        IdSequence requests = new IdSequence("req_", services.seed());
        Replies replies = new Replies(requests);
        errors = new HeyGenErrors(requests, options.get(HeyGenOptions.NOT_FOUND));
        jobs = new HeyGenJobs(services, options);
        assets = new Assets(services);
        batches = new Batches(services);
        subscribers = new Subscribers(services.seed());
        LanguageNames names = new LanguageNames(options);
        IdempotentCalls calls = new IdempotentCalls(services, options, remembered);
        TranslationJson json = new TranslationJson(services, options, jobs, names);
        events = new HeyGenEvents(services, options, json, batches, subscribers);
        translating = new TranslationEndpoints(jobs, json, names, assets, calls, replies);
        batching = new BatchEndpoints(services, jobs, batches, names, assets, calls, replies);
        proofreading = new ProofreadEndpoints(
                services, jobs, new JobNotes(services.jobs()), json, names, assets, calls, replies);
        notifying = new WebhookEndpoints(services, jobs, subscribers, events, calls, replies);
        uploading = new AssetEndpoints(assets, replies);
        legacy = new LegacyEndpoints(services, jobs, json, names, replies);
        user = new UserEndpoint(replies);
    }

    @Override
    public String name() {
        return HeyGenJobs.DIALECT;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.post(TRANSLATIONS, JsonBody.taking(translating::create)),
                Route.get(TRANSLATIONS, translating::list),
                Route.get(TRANSLATIONS + "/languages", translating::languages),
                Route.get(TRANSLATIONS + "/statuses", batching::statuses),
                Route.get(TRANSLATIONS + "/{id}", translating::get),
                patch(TRANSLATIONS + "/{id}", translating::rename),
                Route.delete(TRANSLATIONS + "/{id}", translating::delete),
                Route.post(BATCHES, JsonBody.taking(batching::create)),
                Route.get(BATCHES + "/{id}", batching::get),
                Route.post(PROOFREADS, JsonBody.taking(proofreading::create)),
                Route.get(PROOFREADS, proofreading::list),
                Route.get(PROOFREADS + "/{id}", proofreading::get),
                Route.delete(PROOFREADS + "/{id}", proofreading::delete),
                Route.get(PROOFREADS + "/{id}/srt", proofreading::subtitles),
                new Route(HttpMethod.PUT, PROOFREADS + "/{id}/srt", JsonBody.taking(proofreading::edit)),
                Route.post(PROOFREADS + "/{id}/generate", withOrWithoutBody(proofreading::generate)),
                Route.post(ENDPOINTS, JsonBody.taking(notifying::create)),
                Route.get(ENDPOINTS, notifying::list),
                patch(ENDPOINTS + "/{id}", notifying::update),
                Route.delete(ENDPOINTS + "/{id}", notifying::delete),
                Route.post(ENDPOINTS + "/{id}/rotate-secret", notifying::rotate),
                Route.get(WEBHOOKS + "/event-types", notifying::eventTypes),
                Route.get(WEBHOOKS + "/events", notifying::history),
                Route.upload(HttpMethod.POST, ASSETS, AssetEndpoints.LARGEST_FORM + 65_536, uploading::upload),
                Route.get(ASSETS, uploading::list),
                Route.get(ASSETS + "/{id}", uploading::get),
                Route.delete(ASSETS + "/{id}", uploading::delete),
                Route.post(ASSETS + "/direct-uploads", JsonBody.taking(uploading::announce)),
                Route.post(ASSETS + "/{id}/complete", withOrWithoutBody(uploading::complete)),
                Route.get("/v3/users/me", user::me)));
        if (options.get(HeyGenOptions.LEGACY)) {
            routes.addAll(legacy.routes());
        }
        return routes;
    }

    /** The URLs of assets are for everybody who knows them. */
    @Override
    public List<Route> routesOfFiles() {
        return List.of(
                Route.upload(HttpMethod.PUT, Assets.CONTENT + "{id}", AssetEndpoints.LARGEST, uploading::put),
                Route.get(Assets.CONTENT + "{id}", uploading::content));
    }

    private static Route patch(String path, BiFunction<Request, ObjectNode, Answer> endpoint) {
        return new Route(HttpMethod.PATCH, path, JsonBody.taking(endpoint));
    }

    /** All fields are optional, so that the body may be missing. */
    private static Endpoint withOrWithoutBody(BiFunction<Request, ObjectNode, Answer> endpoint) {
        Endpoint withBody = JsonBody.taking(endpoint);
        return request ->
                request.bodySize() == 0 ? endpoint.apply(request, Replies.object()) : withBody.answer(request);
    }

    @Override
    public boolean hasOtherReceivers() {
        return true;
    }

    @Override
    public List<WebhookMessage> webhooks(Job job, long at) {
        return events.ended(job, at);
    }

    @Override
    public Problem.Format errors() {
        return errors;
    }

    @Override
    public byte[] openApi() {
        try (InputStream in = HeyGenDialect.class.getResourceAsStream("openapi.yaml")) {
            return Objects.requireNonNull(in, "openapi.yaml is missing in the jar")
                    .readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void reset() {
        jobs.reset();
        assets.reset();
        batches.reset();
        subscribers.reset();
        events.reset();
        remembered.clear();
    }
}
