package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** All parts of the API, connected. Created when it is first needed. */
final class AzureApi {

    static final String VERSION = "api-version";

    private static final List<String> VERSIONS =
            List.of("2026-03-01", "2025-05-20", "2024-07-30-preview", "2024-05-20-preview");

    final AzureErrors errors;
    private final AzureJobs jobs;
    private final AzureTranslations translations;
    private final AzureIterations iterations;
    private final EventHub eventHub = new EventHub();

    AzureApi(Services services, SettingValues options) {
        errors = new AzureErrors(options);
        jobs = new AzureJobs(services);
        AzureJson json = new AzureJson(services, options, jobs);
        translations = new AzureTranslations(services, options, jobs, json);
        iterations = new AzureIterations(services, options, jobs, json);
    }

    Answer answer(AzureCall call, Request request) {
        checkVersion(request);
        return switch (call) {
            case LIST_TRANSLATIONS -> translations.list(request);
            case PUT_TRANSLATION -> json(request, translations::put);
            case GET_TRANSLATION -> translations.get(request);
            case DELETE_TRANSLATION -> translations.delete(request);
            case LIST_ITERATIONS -> iterations.list(request);
            case PUT_ITERATION -> json(request, iterations::put);
            case GET_ITERATION -> iterations.get(request);
            case GET_OPERATION -> translations.operation(request);
            case GET_EVENT_HUB -> eventHub.get();
            case PUT_EVENT_HUB -> json(request, eventHub::put);
            case DELETE_EVENT_HUB -> eventHub.delete();
            case PING_EVENT_HUB -> eventHub.ping();
        };
    }

    private static void checkVersion(Request request) {
        String version = request.query(VERSION);
        if (version == null) {
            throw RefusedException.badRequest(
                    "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests.");
        }
        if (!VERSIONS.contains(version)) {
            throw RefusedException.badRequest(
                    "UnsupportedApiVersionValue",
                    "Unsupported api-version '" + Printable.value(version) + "'. The supported api-versions are '"
                            + String.join(", ", VERSIONS) + "'.");
        }
    }

    private static Answer json(Request request, BiFunction<Request, ObjectNode, Answer> endpoint) {
        return JsonBody.taking(endpoint).answer(request);
    }

    void reset() {
        jobs.reset();
        eventHub.reset();
    }
}
