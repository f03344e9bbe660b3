package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** A route of a file. */
sealed interface CustomRoute {

    /** What stands for the id of a job in a path. */
    String ID = "{id}";

    HttpMethod method();

    String path();

    /**
     * Makes a job of a request.
     *
     * @param fields where in the body the fields of a job are
     * @param required where in the body there must be something
     * @param holds whether a request is held that prefers to wait
     */
    record Submit(
            HttpMethod method,
            String path,
            Map<String, String> fields,
            List<String> required,
            boolean holds,
            AnswerTemplate<JobFacts> answer)
            implements CustomRoute {}

    /**
     * Shows a job, after changing it.
     *
     * @param holds whether a request is held that prefers to wait
     * @param goneAfter how many microseconds after the end of a job there is nothing there any more
     */
    record OneJob(
            HttpMethod method,
            String path,
            Action action,
            IdPlace id,
            boolean holds,
            long goneAfter,
            AnswerTemplate<JobFacts> answer)
            implements CustomRoute {}

    enum Action {
        SHOW,
        CANCEL,
        DELETE
    }

    /**
     * Lists jobs: those with certain ids in the order of the ids, or all, newest first.
     *
     * @param ids the parameter of the query that has ids; empty if there is none
     * @param limit the parameter of the query that says how many; empty if there is none
     * @param cursor the parameter of the query that says where to go on; empty if there is none
     */
    record ListJobs(
            HttpMethod method, String path, String ids, String limit, String cursor, AnswerTemplate<JobsFacts> answer)
            implements CustomRoute {}

    /**
     * What a response says about some jobs.
     *
     * @param missing the ids that the request names, and no job has; null if the request names no ids
     * @param next the cursor of the next page; null on the last one
     * @param prefix what links begin with
     * @param base the same with the address of the server
     */
    record JobsFacts(
            List<JobFacts> jobs,
            @Nullable List<String> missing,
            @Nullable String next,
            String prefix,
            String base) {}

    /** Where a request names a job. */
    record IdPlace(Source source, String name) {

        enum Source {
            PATH,
            QUERY,
            HEADER,
            BODY
        }

        boolean inBody() {
            return source == Source.BODY;
        }

        /** As {@link Endpoint#jobHash}. */
        int hash(Request request) {
            return switch (source) {
                case PATH, QUERY -> 0;
                case HEADER -> Objects.hashCode(request.header(name));
                case BODY -> at(JsonBody.of(request), name).hashCode();
            };
        }

        /** @throws RefusedException if there is no id */
        String id(Request request, ObjectNode body) {
            String id = switch (source) {
                case PATH -> request.value(0);
                case QUERY -> request.query(name);
                case HEADER -> request.header(name);
                case BODY -> at(body, name).isValueNode() ? at(body, name).asString("") : null;
            };
            if (id == null || id.isEmpty()) {
                String where = source == Source.QUERY ? "parameter" : source == Source.HEADER ? "header" : "field";
                throw RefusedException.badRequest(
                        "missing_id", "The " + where + " '" + name + "' is missing; it names a job.");
            }
            return id;
        }
    }

    /** What stands at a place such as {@code input.languages.0}; a missing node if nothing does. */
    static JsonNode at(JsonNode body, String place) {
        JsonNode found = body;
        for (String step : place.split("\\.", -1)) {
            boolean index = found.isArray() && step.matches("\\d{1,6}");
            found = index ? found.path(Integer.parseInt(step)) : found.path(step);
        }
        return found.isNull() ? MissingNode.getInstance() : found;
    }
}
