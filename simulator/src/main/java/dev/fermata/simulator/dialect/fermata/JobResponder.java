package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.fermata.JobView.Seen;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.longpoll.WaitPreference;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Answers with jobs as they are: now, or when they have changed, if that is what the request prefers. */
final class JobResponder {

    private static final String JSON = "application/json";

    private final LongSupplier clock;
    private final LongPolls holding;

    JobResponder(LongSupplier clock, LongPolls holding) {
        this.clock = clock;
        this.holding = holding;
    }

    Answer answer(Request request, JobView view, long now) {
        WaitPreference wish = holding.wish(request);
        String known = request.header(HttpHeaderNames.IF_NONE_MATCH);
        if (wish.seconds() == 0 || isNews(view, wish, known, now)) {
            return answer(view, now, known, wish);
        }
        if (!holding.hasRoomFor(view.jobs().size(), wish)) {
            return answer(view, now, known, WaitPreference.NONE);
        }
        return holding.hold(view.jobs(), wish, now, () -> answer(view, clock.getAsLong(), known, wish));
    }

    /** Whether what is to be seen now is what the request would be held for, or all that there will ever be. */
    private static boolean isNews(JobView view, WaitPreference wish, @Nullable String known, long now) {
        List<Job> jobs = view.jobs();
        if (wish.terminal()) {
            return view.lacks() || jobs.isEmpty() || anyOver(jobs, now);
        }
        return allOver(jobs, now) || known != null && !sameStates(view, known, now);
    }

    private static boolean anyOver(List<Job> jobs, long now) {
        for (Job job : jobs) {
            if (job.course().overFrom(now) <= now) {
                return true;
            }
        }
        return false;
    }

    private static boolean allOver(List<Job> jobs, long now) {
        for (Job job : jobs) {
            if (job.course().overFrom(now) > now) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameStates(JobView view, String known, long now) {
        Seen seen = view.at(now);
        return seen != null && seen.etag(now).sameStates(known);
    }

    private static Response answer(JobView view, long now, @Nullable String known, WaitPreference wish) {
        Seen seen = view.at(now);
        if (seen == null) {
            return view.gone();
        }
        String etag = seen.etag(now).toString();
        List<String> headers = new ArrayList<>(8);
        applied(wish.applied(), view.applied(), headers);
        headers.add("etag");
        headers.add(etag);
        if (wish.seconds() == 0) {
            retryAfter(view.jobs(), now, headers);
        }
        if (known != null && Request.matches(known, etag)) {
            return Response.empty(HttpResponseStatus.NOT_MODIFIED, headers.toArray(String[]::new));
        }
        headers.add("cache-control");
        headers.add("no-cache");
        return Response.of(HttpResponseStatus.OK, JSON, seen.body(), headers.toArray(String[]::new));
    }

    private static void applied(String wish, String view, List<String> headers) {
        String both = wish.isEmpty() || view.isEmpty() ? wish + view : wish + ", " + view;
        if (!both.isEmpty()) {
            headers.add("preference-applied");
            headers.add(both);
        }
    }

    /** Whole seconds until the first of the unfinished jobs is expected to end. */
    private static void retryAfter(List<Job> jobs, long now, List<String> headers) {
        long first = Micros.NEVER;
        for (Job job : jobs) {
            if (job.course().overFrom(now) > now) {
                first = Math.min(first, job.course().expectedAt());
            }
        }
        if (first != Micros.NEVER) {
            headers.add("retry-after");
            headers.add(Long.toString(first > now ? Micros.wholeSeconds(first - now) : overdue(now - first)));
        }
    }

    /** The later it is, the less is known about how long it will take. */
    private static long overdue(long by) {
        return Math.min(60, 1 + by / 10_000_000);
    }
}
