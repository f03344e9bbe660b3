package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** The native API: jobs, their events and languages under {@code /v1}. */
public final class FermataDialect implements Dialect {

    static final String NAME = "fermata";

    private final JobJson json;
    private final JobEndpoints jobs;
    private final SubmitEndpoint submit;
    private final JobEventsEndpoint jobEvents;
    private final AllEventsEndpoint allEvents;

    public FermataDialect(Services services) {
        json = new JobJson(services.results());
        jobs = new JobEndpoints(services, json);
        submit = new SubmitEndpoint(services, json);
        jobEvents = new JobEventsEndpoint(services, json);
        allEvents = new AllEventsEndpoint(services, json);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/jobs", withoutQuery(JsonBody.taking(submit::submit))),
                Route.get("/v1/jobs", Endpoint.listing(jobs::list)),
                Route.get("/v1/jobs/{id}", jobs::get),
                Route.delete("/v1/jobs/{id}", withoutQuery(jobs::delete)),
                Route.post("/v1/jobs/{id}/cancel", withoutQuery(jobs::cancel)),
                Route.get("/v1/jobs/{id}/events", withoutQuery(jobEvents)),
                Route.get("/v1/events", withoutQuery(allEvents)),
                Route.get("/v1/languages", withoutQuery(request -> Languages.All.LIST)));
    }

    /** The endpoint, for requests without parameters. Others are refused. */
    private static Endpoint withoutQuery(Endpoint endpoint) {
        return request -> {
            request.checkQuery(List.of());
            return endpoint.answer(request);
        };
    }

    @Override
    public byte[] webhookBody(Job job, long at) {
        return json.webhookBody(job, at);
    }

    @Override
    public void reset() {
        submit.forget();
    }

    @Override
    public void close() {
        allEvents.close();
    }

    /** The languages of jobs, as tags (BCP 47). */
    static final class Languages {

        private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");

        private static final List<String> TAGS = List.of(
                "ar", "bg", "bn", "ca", "cs", "da", "de", "de-AT", "de-CH", "el", "en", "en-AU", "en-GB", "en-IN",
                "en-US", "es", "es-ES", "es-MX", "et", "fa", "fi", "fil", "fr", "fr-CA", "he", "hi", "hr", "hu", "id",
                "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "pt-BR", "pt-PT", "ro", "ru", "sk", "sl",
                "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh", "zh-Hans", "zh-Hant");

        /** Upper and lower case make no difference: {@code ES-mx} is {@code es-MX}. */
        private static final Map<String, String> BY_LOWER_CASE = new LinkedHashMap<>();

        static {
            TAGS.forEach(tag -> BY_LOWER_CASE.put(tag.toLowerCase(Locale.ROOT), tag));
        }

        private Languages() {}

        /** The same tag in its usual spelling. */
        static String known(String field, String tag) {
            if (!TAG.matcher(tag).matches()) {
                throw RefusedException.badRequest(
                        "invalid_language",
                        field + " is '" + Printable.value(tag) + "'; allowed is a language tag, such as es or pt-BR.");
            }
            String known = BY_LOWER_CASE.get(tag.toLowerCase(Locale.ROOT));
            if (known == null) {
                throw RefusedException.badRequest(
                        "unsupported_language",
                        field + " is '" + tag + "', which is not supported." + Nearest.hint(tag, TAGS)
                                + " GET /v1/languages lists them.");
            }
            return known;
        }

        private static Response list() {
            List<Map<String, String>> languages = TAGS.stream()
                    .map(tag -> Map.of(
                            "code", tag, "name", Locale.forLanguageTag(tag).getDisplayName(Locale.ENGLISH)))
                    .toList();
            byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("languages", languages));
            return Response.of(HttpResponseStatus.OK, "application/json", body);
        }

        /** Built at the first request: at the start it would take a third of the time. */
        private static final class All {

            static final Response LIST = list();
        }
    }
}
