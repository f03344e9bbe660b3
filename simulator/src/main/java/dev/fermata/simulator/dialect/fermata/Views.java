package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.Micros;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.watch.Holding;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Answers with jobs as they are: now, or when they have changed, if that is what the request prefers. */
final class Views {

    private static final String JSON = "application/json";

    private final LongSupplier clock;
    private final Holding holding;

    Views(LongSupplier clock, Holding holding) {
        this.clock = clock;
        this.holding = holding;
    }

    Answer answer(Request request, View view, long now) {
        int seconds = holding.seconds(request);
        String known = request.header(HttpHeaderNames.IF_NONE_MATCH);
        if (seconds == 0
                || view.jobs().stream().allMatch(job -> job.at(now).state().terminal())) {
            return answer(view, now, known, seconds);
        }
        if (!holding.hasRoomFor(view.jobs().size())) {
            return answer(view, now, known, 0);
        }
        if (known != null && !etag(view, now).sameStates(known)) {
            return answer(view, now, known, seconds);
        }
        return holding.untilChange(view.jobs(), now, seconds, () -> answer(view, clock.getAsLong(), known, seconds));
    }

    private static Etag etag(View view, long now) {
        byte[] body = view.body(now);
        return Etag.of(view.jobs(), body == null ? new byte[0] : body, now);
    }

    private static Response answer(View view, long now, @Nullable String known, int seconds) {
        byte[] body = view.body(now);
        if (body == null) {
            return view.gone();
        }
        String etag = Etag.of(view.jobs(), body, now).toString();
        List<String> headers = new ArrayList<>(List.of(Holding.applied(seconds)));
        headers.add("etag");
        headers.add(etag);
        if (seconds == 0) {
            retryAfter(view.jobs(), now, headers);
        }
        if (known != null && Request.matches(known, etag)) {
            return Response.empty(HttpResponseStatus.NOT_MODIFIED, headers.toArray(String[]::new));
        }
        headers.add("cache-control");
        headers.add("no-cache");
        return Response.of(HttpResponseStatus.OK, JSON, body, headers.toArray(String[]::new));
    }

    /** Whole seconds until the first of the unfinished jobs is expected to end. */
    private static void retryAfter(List<Job> jobs, long now, List<String> headers) {
        long first = Micros.NEVER;
        for (Job job : jobs) {
            if (!job.at(now).state().terminal()) {
                first = Math.min(first, job.course().expectedAt());
            }
        }
        if (first != Micros.NEVER) {
            headers.add("retry-after");
            headers.add(Long.toString(first > now ? (first - now + 999_999) / 1_000_000 : overdue(now - first)));
        }
    }

    /** The later it is, the less is known about how long it will take. */
    private static long overdue(long by) {
        return Math.min(60, 1 + by / 10_000_000);
    }
}
