package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.IdSequence;
import dev.fermata.simulator.dialect.RememberedResponses;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.Vendor;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.setting.SettingValues;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** HeyGen's API for video translations. */
public final class HeyGenDialect implements Dialect {

    public static final Vendor VENDOR = new Vendor(HeyGenJobs.DIALECT, HeyGenOptions.ALL, HeyGenDialect::new);

    private static final String TRANSLATIONS = "/v3/video-translations";

    private final HeyGenErrors errors;
    private final HeyGenJobs jobs;
    private final RememberedResponses remembered = new RememberedResponses();
    private final TranslationEndpoints translations;

    private HeyGenDialect(Services services, SettingValues values) {
        HeyGenOptions options = new HeyGenOptions(values);
        IdSequence requests = new IdSequence("req_", services.seed());
        Replies replies = new Replies(requests);
        errors = new HeyGenErrors(requests, options.get(HeyGenOptions.NOT_FOUND));
        jobs = new HeyGenJobs(services, options);
        LanguageNames names = new LanguageNames(options);
        Assets assets = new Assets(new BoundedMap<>(1_000));
        IdempotentCalls calls = new IdempotentCalls(services, options, remembered);
        TranslationJson json = new TranslationJson(services, options, jobs, names);
        translations = new TranslationEndpoints(jobs, json, names, assets, calls, replies);
    }

    @Override
    public String name() {
        return HeyGenJobs.DIALECT;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(TRANSLATIONS, JsonBody.taking(translations::create)),
                Route.get(TRANSLATIONS, translations::list),
                Route.get(TRANSLATIONS + "/languages", translations::languages),
                Route.get(TRANSLATIONS + "/{id}", translations::get),
                new Route(HttpMethod.PATCH, TRANSLATIONS + "/{id}", JsonBody.taking(translations::rename)),
                Route.delete(TRANSLATIONS + "/{id}", translations::delete));
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
        remembered.clear();
    }
}
