package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.fermata.JobView.Seen;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.longpoll.Preference;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Responds with jobs: now, or after a change if the request prefers to be held. */
final class JobResponder {

    private static final String JSON = "application/json";

    private final Services services;
    private final LongPolls longPolls;

    JobResponder(Services services) {
        this.services = services;
        this.longPolls = services.longPolls();
    }

    Answer answer(Request request, JobView view, long now) {
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
        return seen != null && seen.etag(now).sameStates(known);
    }

    private static Response answer(JobView view, long now, @Nullable String known, Preference preference) {
        Seen seen = view.at(now);
        if (seen == null) {
            return view.gone();
        }
        String etag = seen.etag(now).toString();
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
