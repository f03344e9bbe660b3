package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.fermata.JobView.Seen;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobCommand.Effect;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.longpoll.Preference;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/jobs/{id}}: one job; and {@code GET /v1/jobs}: those with certain ids, or all, newest first and page by page.
 */
final class JobEndpoints {

    private static final String JSON = "application/json";
    private static final int USUAL = 50;
    /** The most characters of a list. 1,000 usual jobs have fewer. A slow reader leaves at most so much in memory. */
    static final int LONGEST = 2 << 20;

    private static final List<String> HOLDING = List.of("wait", "until");
    private static final List<String> PAGING = List.of("state", "limit", "cursor");
    private static final List<String> OF_LISTS = List.of("ids", "wait", "until", "state", "limit", "cursor");
    private static final List<String> STATES =
            Stream.of(State.values()).map(State::word).toList();

    private final Services services;
    private final JobStore jobs;
    private final JobJson json;
    private final LongPolls longPolls;

    JobEndpoints(Services services, JobJson json) {
        this.services = services;
        this.jobs = services.jobs();
        this.json = json;
        longPolls = services.longPolls();
    }

    /** The job that the path names. */
    static Job find(Request request, JobStore jobs, long now) {
        String id = request.value(0);
        return jobs.find(id, now).orElseThrow(() -> new RefusedException(unknown(id)));
    }

    static Response unknown(String id) {
        return Problem.of(
                HttpResponseStatus.NOT_FOUND,
                "job_not_found",
                "There is no job '" + Printable.value(id)
                        + "'. The id is wrong, or the job was deleted, or it ended too long ago.");
    }

    Answer get(Request request) {
        request.checkQuery(HOLDING);
        long now = services.now();
        return answer(request, new JobView.OneJob(jobs, json.linked(request), find(request, jobs, now)), now);
    }

    Answer cancel(Request request) {
        Job job = find(request, jobs, services.now());
        Effect effect = jobs.apply(job.id(), JobCommand.cancel(), services.clock()::micros);
        long now = services.now();
        return effect == Effect.TERMINAL
                ? Problem.of(
                        HttpResponseStatus.CONFLICT,
                        "job_over",
                        "Job '" + job.id() + "' is " + job.at(now).state().word()
                                + " already; only queued and running jobs can be canceled.")
                : Response.of(HttpResponseStatus.OK, JSON, json.linked(request).bytes(job, now));
    }

    Answer delete(Request request) {
        String id = request.value(0);
        return jobs.remove(id, services.now()) ? Response.empty(HttpResponseStatus.NO_CONTENT) : unknown(id);
    }

    Answer list(Request request) {
        request.checkQuery(OF_LISTS);
        long now = services.now();
        String ids = request.query("ids");
        if (ids == null) {
            exclude(request, HOLDING, "is only for requests with 'ids'");
            return page(request, now);
        }
        exclude(request, PAGING, "is only for requests without 'ids'");
        List<String> prefer = request.head().headers().getAll("prefer");
        boolean minimal = !prefer.isEmpty() && Preference.says(prefer, "return", "minimal");
        return answer(request, JobView.JobsByIds.of(ids, jobs, json.linked(request), now, minimal), now);
    }

    /** Refuses parameters that cannot be combined with the others. */
    private static void exclude(Request request, List<String> names, String why) {
        for (String name : names) {
            if (request.query().containsKey(name)) {
                throw RefusedException.badRequest(
                        "excluded_parameter", "The parameter '" + name + "' " + why + "; leave it out.");
            }
        }
    }

    private Response page(Request request, long now) {
        JobQuery query = new JobQuery(state(request), limit(request), request.query("cursor"));
        JobPage page = list(query, now);
        byte[] body = json.linked(request).bytes(page.jobs(), now, LONGEST, listed -> {
            String next =
                    listed < page.jobs().size() ? page.jobs().get(listed - 1).id() : page.next();
            return next == null ? "" : ",\"next_cursor\":\"" + next + '"';
        });
        return Response.of(HttpResponseStatus.OK, JSON, body);
    }

    private JobPage list(JobQuery query, long now) {
        try {
            return jobs.list(query, now);
        } catch (IllegalArgumentException badCursor) {
            throw RefusedException.badRequest(
                    "invalid_cursor",
                    "cursor is '" + Printable.value(String.valueOf(query.cursor()))
                            + "'; allowed is the next_cursor of the page before.");
        }
    }

    private static @Nullable State state(Request request) {
        String word = request.query("state");
        if (word == null) {
            return null;
        }
        int index = STATES.indexOf(word);
        if (index < 0) {
            throw RefusedException.badRequest(
                    "invalid_state", "There is no state '" + Printable.value(word) + "'." + Nearest.hint(word, STATES));
        }
        return State.values()[index];
    }

    private static int limit(Request request) {
        String text = request.query("limit");
        if (text == null) {
            return USUAL;
        }
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > JobView.JobsByIds.MOST) {
            throw RefusedException.badRequest(
                    "invalid_limit",
                    "limit is '" + Printable.value(text) + "'; allowed is 1 to " + JobView.JobsByIds.MOST + ".");
        }
        return limit;
    }

    /** Responds with jobs: now, or after a change if the request prefers to be held. */
    private Answer answer(Request request, JobView view, long now) {
        Preference preference = longPolls.preference(request);
        String known = request.knownVersions();
        if (preference.seconds() == 0 || isNews(view, preference, request.header(HttpHeaderNames.IF_NONE_MATCH), now)) {
            return answer(view, now, known, preference);
        }
        if (!longPolls.hasRoomFor(view.jobs().size())) {
            return answer(view, now, known, Preference.NONE);
        }
        DeferredResponse held =
                longPolls.hold(view.jobs(), preference, now, () -> answer(view, services.now(), known, preference));
        int kept = view.kept() + (known == null ? 0 : known.length());
        return (DeferredResponse) writer -> {
            writer.keep(kept);
            return held.begin(writer);
        };
    }

    /** Whether the request is not held: there is a change already, or there will never be one. */
    private static boolean isNews(JobView view, Preference preference, @Nullable String known, long now) {
        List<Job> jobs = view.jobs();
        if (preference.terminal()) {
            return view.lacks() || jobs.isEmpty() || anyOver(jobs, now);
        }
        return allOver(jobs, now) || known != null && !sameStates(view, known, now);
    }

    private static boolean anyOver(List<Job> jobs, long now) {
        for (Job job : jobs) {
            if (job.timeline().overFrom(now) <= now) {
                return true;
            }
        }
        return false;
    }

    private static boolean allOver(List<Job> jobs, long now) {
        for (Job job : jobs) {
            if (job.timeline().overFrom(now) > now) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameStates(JobView view, String known, long now) {
        Seen seen = view.at(now);
        return seen != null && seen.sameStates(known, now);
    }

    private static Response answer(JobView view, long now, @Nullable String known, Preference preference) {
        Seen seen = view.at(now);
        if (seen == null) {
            return view.gone();
        }
        String etag = seen.etag(now);
        List<String> headers = new ArrayList<>(8);
        applied(preference.applied(), view.applied(), headers);
        headers.add("etag");
        headers.add(etag);
        if (preference.seconds() == 0) {
            retryAfter(view.jobs(), now, headers);
        }
        if (known != null && Request.matches(known, etag)) {
            return Response.empty(HttpResponseStatus.NOT_MODIFIED, headers.toArray(String[]::new));
        }
        headers.add("cache-control");
        headers.add("no-cache");
        return Response.of(HttpResponseStatus.OK, JSON, seen.body(), headers.toArray(String[]::new));
    }

    private static void applied(String preference, String view, List<String> headers) {
        String both = preference.isEmpty() || view.isEmpty() ? preference + view : preference + ", " + view;
        if (!both.isEmpty()) {
            headers.add("preference-applied");
            headers.add(both);
        }
    }

    /** Whole seconds until the first of the unfinished jobs is expected to end. */
    private static void retryAfter(List<Job> jobs, long now, List<String> headers) {
        long first = Micros.NEVER;
        for (Job job : jobs) {
            if (job.timeline().overFrom(now) > now) {
                first = Math.min(first, job.timeline().expectedAt());
            }
        }
        if (first != Micros.NEVER) {
            headers.add("retry-after");
            headers.add(Long.toString(Hints.retryAfter(first, now)));
        }
    }
}
