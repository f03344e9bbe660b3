package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Prefer;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.JobPage;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.text.Nearest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/jobs}: those with certain ids, or all, newest first and page by page. */
final class ListEndpoint implements Endpoint {

    private static final int USUAL = 50;
    private static final List<String> PAGING = List.of("state", "limit", "cursor");
    private static final List<String> HOLDING = List.of("wait", "until");
    private static final List<String> PARAMETERS = List.of("ids", "wait", "until", "state", "limit", "cursor");
    private static final List<String> STATES =
            Stream.of(State.values()).map(State::word).toList();

    private final JobStore jobs;
    private final LongSupplier clock;
    private final JobJson json;
    private final JobResponder views;

    ListEndpoint(JobStore jobs, LongSupplier clock, JobJson json, JobResponder views) {
        this.jobs = jobs;
        this.clock = clock;
        this.json = json;
        this.views = views;
    }

    @Override
    public Answer answer(Request request) {
        QueryParameters.check(request, PARAMETERS);
        long now = clock.getAsLong();
        String ids = request.query("ids");
        if (ids == null) {
            QueryParameters.exclude(request, HOLDING, "holds a request for certain jobs, and there are no 'ids'");
            return page(request, now);
        }
        QueryParameters.exclude(request, PAGING, "is for lists, and 'ids' says which jobs these are");
        return views.answer(request, some(request, ids, now), now);
    }

    private Response page(Request request, long now) {
        JobQuery query = new JobQuery(state(request), limit(request), request.query("cursor"));
        JobPage page;
        try {
            page = jobs.list(query, now);
        } catch (IllegalArgumentException badCursor) {
            throw RefusedException.badRequest(
                    "invalid_cursor",
                    "cursor is '" + query.cursor() + "'; allowed is the next_cursor of the page before.");
        }
        String next = page.next() == null ? "" : ",\"next_cursor\":\"" + page.next() + '"';
        return Response.of(HttpResponseStatus.OK, "application/json", json.bytes(page.jobs(), now, next));
    }

    private static @Nullable State state(Request request) {
        String word = request.query("state");
        if (word == null) {
            return null;
        }
        int index = STATES.indexOf(word);
        if (index < 0) {
            throw RefusedException.badRequest(
                    "invalid_state", "There is no state '" + word + "'." + Nearest.hint(word, STATES));
        }
        return State.values()[index];
    }

    private static int limit(Request request) {
        String text = request.query("limit");
        if (text == null) {
            return USUAL;
        }
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > JobsByIds.MOST) {
            throw RefusedException.badRequest(
                    "invalid_limit", "limit is '" + text + "'; allowed is 1 to " + JobsByIds.MOST + ".");
        }
        return limit;
    }

    private JobsByIds some(Request request, String ids, long now) {
        List<String> prefer = request.head().headers().getAll("prefer");
        boolean minimal = !prefer.isEmpty() && Prefer.says(prefer, "return", "minimal");
        return JobsByIds.of(ids, jobs, json, now, minimal);
    }
}
