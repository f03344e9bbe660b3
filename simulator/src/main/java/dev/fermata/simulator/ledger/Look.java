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
import java.util.Arrays;
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
    private static final JobRecord[] NONE = {};

    private final Ledger ledger;
    private final ClientRecord client;
    private final SeenRequest request;
    private final Endpoint endpoint;
    private final boolean offersHold;
    /** For {@code GET /status}: the job of the small system. */
    private final @Nullable JobRecord small;

    /** What is known of the jobs that the client asks for. */
    private JobRecord[] records = NONE;

    private boolean reached;
    private boolean altered;
    private boolean commands;
    private boolean lists;
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
    public boolean listsJobs() {
        return endpoint.listsJobs();
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

    /** The endpoint lists jobs, those of other clients too. */
    void lists() {
        lists = true;
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
        for (int i = 0; commands && i < request.jobs(); i++) {
            JobRecord known = client.known(request.job(i).number());
            if (known != null) {
                known.changed();
            }
        }
        ask(asked);
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
        if (!over && show(Kind.STREAM, now, OK, reached && !altered)) {
            close(now);
        }
        return part;
    }

    /** The held request. It notices when the client is gone before the response. */
    public HeldRequest watched(HeldRequest held, LongSupplier clock) {
        return over ? held : new WatchedRequest(held, this, clock);
    }

    /**
     * Notes for which jobs the client asks. Called again after the endpoint, which may be reached late.
     *
     * @param asked null then
     */
    private void ask(@Nullable Request asked) {
        // A POST that names no job in its path, and changes nothing, asks for several.
        polls = small != null
                || request.jobs() > 0
                        && !submits
                        && !commands
                        && (request.isGet || request.isPost && !request.namesJob);
        int known = records.length;
        if (!polls || lists || known == count()) {
            return;
        }
        records = Arrays.copyOf(records, count());
        for (int i = known; i < records.length; i++) {
            records[i] = small != null ? small : ledger.record(client, request.job(i));
            if (records[i].asked(request) && asked != null) {
                records[i].until(SeenRequest.deadline(asked, request.at));
            }
        }
        if (known == 0 && records[0].moves(request.place)) {
            client.askedAt(request.place, records[0]);
        }
    }

    /** A poll that was refused before its endpoint, at a path that names no job, counts for the job of the one before. */
    private @Nullable JobRecord refused() {
        return polls || reached || small != null || !request.isGet || request.jobs() > 0
                ? null
                : client.askedAt(request.place);
    }

    /** @param response null if there is none */
    private void end(@Nullable Response response, long now, boolean later) {
        over = !isStream;
        ask(null);
        int status = response == null ? 0 : response.status();
        long earliest = response == null ? 0 : RetryTime.earliest(response.header("retry-after"), now);
        JobRecord refused = refused();
        client.places.answered(request, status, submits, polls || refused != null ? 0 : earliest, client);
        boolean shows = reached && !altered && (status >= OK && status < REDIRECT || status == NOT_MODIFIED);
        if (polls) {
            boolean held = later && response != null && response.header("preference-applied") != null;
            client.poll(held, isStream);
            if (!isStream) {
                answered(response, now, earliest, held, shows);
            }
            Kind kind = isStream ? Kind.STREAM : held ? Kind.HOLD : count() > 1 ? Kind.BULK : Kind.POLL;
            show(kind, now, status, shows);
        } else if (submits) {
            for (int i = 0; i < request.jobs(); i++) {
                ledger.submitted(client, request.job(i));
            }
            show(Kind.CREATE, now, status, shows);
        } else if (refused != null) {
            refused.asked(request);
            client.poll(false, false);
            refused.answered(status, now, earliest);
            ledger.timeline().add(Kind.POLL, client.index, refused.job, request.at, now, status, SHOWS_NOTHING);
        }
    }

    private void answered(@Nullable Response response, long now, long earliest, boolean held, boolean shows) {
        int status = response == null ? 0 : response.status();
        boolean tagged = response != null && response.header("etag") != null;
        for (int i = 0; i < records.length; i++) {
            records[i].answered(status, now, earliest);
            // A request for a job that is over, or that shows no job, is never held.
            boolean canHold = held || shows && endedAt(i, now) > now;
            records[i].preferences(request, offersHold && canHold, held, tagged);
        }
    }

    /** A stream is over. */
    private void close(long now) {
        over = true;
        for (JobRecord record : records) {
            record.answered(OK, now, 0);
        }
    }

    /**
     * Draws the request, and notes what it shows.
     *
     * @param shows whether the client sees the present states
     * @return whether all jobs are over
     */
    private boolean show(Kind kind, long now, int status, boolean shows) {
        boolean all = true;
        int count = count();
        for (int i = 0; i < count; i++) {
            long endedAt = shows ? endedAt(i, now) : Micros.NEVER;
            boolean ended = endedAt <= now;
            all &= ended;
            JobRecord listed = lists ? client.known(request.job(i).number()) : null;
            if (lists && listed == null) {
                continue; // Somebody else's.
            }
            if (shows && (ended || polls)) {
                (listed == null ? record(i) : listed).showed(request, now, endedAt);
            }
            if (i < MOST_DRAWN) {
                int told = shows ? state(i, ended, now).ordinal() : SHOWS_NOTHING;
                long job = small != null ? small.job : request.job(i).number();
                ledger.timeline().add(kind, client.index, job, request.at, now, status, told);
            }
        }
        return all;
    }

    private State state(int i, boolean ended, long now) {
        return !ended
                ? State.RUNNING
                : small != null
                        ? ledger.smallOutcome(now)
                        : request.job(i).at(now).state();
    }

    private int count() {
        return small != null ? 1 : request.jobs();
    }

    private JobRecord record(int i) {
        return i < records.length ? records[i] : ledger.record(client, request.job(i));
    }

    /** Later than now if the job is not over. */
    private long endedAt(int i, long now) {
        if (small != null) {
            return small.endsAtByKey();
        }
        JobTimeline timeline = request.job(i).timeline();
        return timeline.overFrom(now) <= now ? timeline.endsAt() : Micros.NEVER;
    }

    /** The client is gone before the response, or before the end of the stream. */
    void disconnected(long now) {
        if (!over && isStream) {
            close(now);
        } else if (!over) {
            end(null, now, true);
        }
    }
}
