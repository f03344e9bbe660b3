package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.ledger.Timeline.Kind;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client, from its arrival to its response. It stands before the endpoint, so it notices which jobs the endpoint looks
 * at. To be used on the event loop.
 */
public final class Look implements Endpoint {

    /** Of one request for many jobs, so many are drawn. */
    private static final int MOST_DRAWN = 100;

    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int NOT_MODIFIED = 304;
    private static final int SHOWS_NOTHING = -1;

    private final Ledger ledger;
    private final ClientRecord client;
    private final SeenRequest request;
    private final Endpoint endpoint;
    private final boolean offersHold;
    /** For {@code GET /status}: the job of the small system. */
    private final @Nullable JobRecord small;

    private boolean reached;
    private boolean altered;
    private boolean commands;
    private boolean submits;
    private boolean polls;
    private boolean isStream;
    private boolean over;

    Look(
            Ledger ledger,
            ClientRecord client,
            SeenRequest request,
            Endpoint endpoint,
            boolean offersHold,
            @Nullable JobRecord small) {
        this.ledger = ledger;
        this.client = client;
        this.request = request;
        this.endpoint = endpoint;
        this.offersHold = offersHold;
        this.small = small;
    }

    @Override
    public Answer answer(Request asked) {
        reached = true;
        ledger.current = this;
        try {
            return endpoint.answer(asked);
        } finally {
            ledger.current = null;
        }
    }

    void looksAt(Job job) {
        request.looksAt(job);
    }

    void submits(Job job) {
        submits = true;
        request.looksAt(job);
    }

    void commands() {
        commands = true;
    }

    /** A fault changes the response, so the client may not see what it says. */
    public void altered() {
        altered = true;
    }

    /** The request is answered at once. */
    public Response answered(Request asked, Response response) {
        begin(asked);
        end(response, request.at, false);
        return response;
    }

    /** The request is answered later. */
    public void begin(Request asked) {
        if (small == null && request.jobs() == 0) {
            // It was refused before it reached the endpoint, or is delayed.
            ledger.find(asked.id(), request.at).ifPresent(request::looksAt);
        }
        client.places.asked(request, client);
        ask();
    }

    /** A held request is answered, or the head of a stream is sent. */
    public Response answered(Response response, long now) {
        if (!over && !isStream) {
            isStream = "text/event-stream".equals(response.header("content-type"));
            end(response, now, true);
        }
        return response;
    }

    /** A part of a stream is sent. */
    public byte[] streamed(byte[] part, long now) {
        if (!over && show(now)) {
            close(now);
        }
        return part;
    }

    /** The held request. It notices when the client is gone before the response. */
    public HeldRequest watched(HeldRequest held, LongSupplier clock) {
        return over ? held : new Watched(held, clock);
    }

    /** Notes for which jobs the client asks. Called again after the endpoint, which may be reached late. */
    private void ask() {
        // A POST that names no job in its path, and changes nothing, asks for several.
        polls = small != null
                || request.jobs() > 0
                        && !submits
                        && !commands
                        && (request.isGet || request.isPost && !request.namesJob);
        for (int i = first(); polls && i < request.jobs(); i++) {
            record(i).asked(request);
        }
    }

    /** @param response null if there is none */
    private void end(@Nullable Response response, long now, boolean later) {
        over = !isStream;
        ask();
        int status = response == null ? 0 : response.status();
        long earliest = response == null ? 0 : RetryTime.earliest(response.header("retry-after"), now);
        client.places.answered(request, status, submits, polls ? 0 : earliest, client);
        if (polls) {
            boolean held = later && response != null && response.header("preference-applied") != null;
            client.poll(held, isStream);
            if (!isStream) {
                boolean tagged = response != null && response.header("etag") != null;
                for (int i = first(); i < request.jobs(); i++) {
                    record(i).answered(status, now, earliest);
                    record(i).preferences(request, offersHold, held, tagged);
                }
            }
            draw(kind(held), now, status);
        } else if (submits) {
            for (int i = 0; i < request.jobs(); i++) {
                ledger.submitted(client, request.job(i));
            }
            draw(Kind.CREATE, now, status);
        }
        if (reached && !altered && (status >= OK && status < REDIRECT || status == NOT_MODIFIED)) {
            show(now);
        }
    }

    /** A stream is over. */
    private void close(long now) {
        over = true;
        for (int i = first(); i < request.jobs(); i++) {
            record(i).answered(OK, now, 0);
        }
        draw(Kind.STREAM, now, OK);
    }

    /** The client sees the present states. Returns whether all jobs are over. */
    private boolean show(long now) {
        boolean all = true;
        for (int i = first(); i < request.jobs(); i++) {
            long endedAt = endedAt(i, now);
            all &= endedAt <= now;
            if (polls || endedAt <= now) {
                record(i).showed(request, now, endedAt);
            }
        }
        return all;
    }

    private void draw(Kind kind, long now, int status) {
        for (int i = first(); i < Math.min(request.jobs(), MOST_DRAWN); i++) {
            long job = i < 0 ? record(i).job : request.job(i).number();
            ledger.timeline().add(kind, client.index, job, request.at, now, status, told(i, now, status));
        }
    }

    private int told(int i, long now, int status) {
        if (!reached || altered || status < OK || status >= REDIRECT && status != NOT_MODIFIED) {
            return SHOWS_NOTHING;
        }
        boolean ended = endedAt(i, now) <= now;
        State state = !ended
                ? State.RUNNING
                : i < 0 ? State.COMPLETED : request.job(i).at(now).state();
        return state.ordinal();
    }

    private Kind kind(boolean held) {
        return isStream ? Kind.STREAM : held ? Kind.HOLD : request.jobs() > 1 ? Kind.BULK : Kind.POLL;
    }

    /** The job of the small system has the index -1. */
    private int first() {
        return small == null ? 0 : -1;
    }

    private JobRecord record(int i) {
        return i < 0 && small != null ? small : ledger.record(client, request.job(i));
    }

    /** Later than now if the job is not over. */
    private long endedAt(int i, long now) {
        if (i < 0 && small != null) {
            return small.endsAtByKey();
        }
        JobTimeline timeline = request.job(i).timeline();
        return timeline.overFrom(now) <= now ? timeline.endsAt() : Micros.NEVER;
    }

    /** A request that is held, and may lose its client. */
    private final class Watched implements HeldRequest {

        private final HeldRequest held;
        private final LongSupplier clock;

        Watched(HeldRequest held, LongSupplier clock) {
            this.held = held;
            this.clock = clock;
        }

        @Override
        public boolean answers() {
            return held.answers();
        }

        @Override
        public void disconnected() {
            held.disconnected();
            if (!over && isStream) {
                close(clock.getAsLong());
            } else if (!over) {
                end(null, clock.getAsLong(), true);
            }
        }

        @Override
        public void answerNow() {
            held.answerNow();
        }
    }
}
