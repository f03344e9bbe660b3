package dev.fermata.simulator.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.ledger.Timeline.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client, from its arrival to its response. It stands before the endpoint, so it notices which jobs the endpoint looks
 * at; while the request is held, it notices that the client is gone. To be used on the event loop.
 */
public final class Look implements Endpoint, HeldRequest {

    /** Of one request for many jobs, so many are drawn. */
    private static final int MOST_DRAWN = 100;

    private static final int SHOWS_NOTHING = -1;
    /** In a stream of all jobs, each event begins with the id of one. */
    private static final Pattern EVENT = Pattern.compile("^data: \\{\"id\":\"([^\"]+)", Pattern.MULTILINE);

    private final Ledger ledger;
    private final ClientRecord client;
    final SeenRequest request;
    private final Endpoint endpoint;
    private final boolean offersHold;
    /** What the client asks for, if the endpoint looks at no job: the job of the small system, or that of a refused poll. */
    private @Nullable JobRecord only;

    /** For so many jobs it is noted that the client asks. */
    private int noted;

    private HeldRequest held = HeldRequest.OVER;
    /** Since then everything may have been forgotten. */
    private final long clearings;

    /** What the endpoint does. It may list jobs of other clients, too. */
    boolean commands;

    boolean lists;
    boolean submits;

    private boolean altered;
    private boolean unreadable;
    private boolean polls;
    private boolean isStream;
    private boolean over;

    /** @param small the job of the small system, for {@code GET /status} */
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
        this.only = small;
        this.clearings = ledger.clearings();
    }

    @Override
    public boolean listsJobs() {
        return endpoint.listsJobs();
    }

    @Override
    public Answer answer(Request asked) {
        if (request.refusal != null) {
            return request.refusal;
        }
        ledger.current = this;
        try {
            return endpoint.answer(asked);
        } finally {
            ledger.current = null;
        }
    }

    /**
     * A fault changes the response, so the client may not see what it says.
     *
     * @param completely whether the client can read nothing of it
     */
    public void altered(boolean completely) {
        altered = true;
        unreadable = completely;
    }

    /** The request is answered at once. */
    public Response answered(Request asked, Response response) {
        begin(asked);
        end(response, request.at, false);
        return response;
    }

    /** The request is answered later. */
    public DeferredResponse later(Request asked, DeferredResponse later) {
        begin(asked);
        request.jobs.trimToSize(); // It may be held for long.
        for (int i = 0; isPoll() && !lists && i < count(); i++) {
            ask(record(i));
        }
        return writer -> {
            writer.change(this::answered);
            writer.changeStream(this::streamed);
            held = later.begin(writer);
            if (!over && !isStream) {
                drawOpen(Kind.HOLD);
            }
            return over ? held : this;
        };
    }

    private void begin(Request asked) {
        if (only == null && request.jobs.isEmpty()) {
            // It was refused before it reached the endpoint, or is delayed.
            ledger.find(asked.id(), request.at).ifPresent(request::looksAt);
        }
        client.places.asked(request, client);
        for (int i = 0; commands && i < request.jobs.size(); i++) {
            JobRecord known = known(i);
            if (known != null) {
                known.informed();
            }
        }
    }

    /** A held request is answered, or the head of a stream is sent. */
    private Response answered(Response response) {
        if (!over && !isStream) {
            isStream = "text/event-stream".equals(response.header("content-type"));
            end(response, now(), true);
        }
        return response;
    }

    private byte[] streamed(byte[] part) {
        SeenResponse seen = SeenResponse.ofStream(now());
        if (isForgotten()) {
            over = true;
        } else if (count() == 0) {
            EVENT.matcher(new String(part, UTF_8)).results().forEach(event -> tells(event.group(1), seen.at()));
        } else if (!over && show(Kind.STREAM, seen, !altered)) {
            close(seen);
        }
        return part;
    }

    /** A stream of all jobs says how one of them stands. That counts if the client knows the job. */
    private void tells(String id, long now) {
        ledger.find(id, now).filter(job -> !altered).ifPresent(job -> {
            request.jobs.add(job);
            JobRecord record = known(0);
            if (record != null) {
                record.showed(request, now, endedAt(0, now));
                int told = outcome(0, now).ordinal();
                ledger.timeline().add(Kind.STREAM, client.index, record.job, now, now, SeenResponse.OK, told);
            }
            request.jobs.clear();
        });
    }

    /** A stream is over. */
    private void close(SeenResponse seen) {
        over = true;
        for (int i = 0; i < noted; i++) {
            record(i).answered(request, seen, false);
        }
    }

    private long now() {
        return ledger.clock.micros();
    }

    private boolean isForgotten() {
        return clearings != ledger.clearings();
    }

    private boolean isPoll() {
        // A POST that names no job in its path, and changes nothing, asks for several.
        boolean reads = request.isGet || request.isPost && !request.namesJob;
        return only != null || (isStream || !request.jobs.isEmpty()) && !submits && !commands && reads;
    }

    /** Notes that the client asks for the next job. */
    private void ask(JobRecord record) {
        if (noted++ == 0 && record.place != request.place) {
            record.place = request.place;
            client.jobAt.put(request.place, record);
        }
        record.asked(request);
    }

    /** @param response null if there is none */
    private void end(@Nullable Response response, long now, boolean later) {
        over = !isStream || isForgotten();
        if (isForgotten()) {
            return;
        }
        SeenResponse seen = SeenResponse.of(response, now, ledger.clock.speed(), later, unreadable);
        if (!seen.isSuccess() && only == null && request.isGet && request.jobs.isEmpty()) {
            // Refused at a path that names no job: it counts for the job of the poll before.
            only = client.jobAt.get(request.place);
        }
        polls = isPoll();
        client.places.answered(request, seen, submits, polls ? 0 : seen.earliest(), client);
        boolean shows = !altered && seen.isSuccess();
        if (polls) {
            client.polled(seen.held(), isStream);
            show(isStream ? Kind.STREAM : seen.held() ? Kind.HOLD : count() > 1 ? Kind.BULK : Kind.POLL, seen, shows);
        } else if (submits) {
            request.jobs.forEach(job -> ledger.submitted(client, job));
            show(Kind.CREATE, seen, shows);
        }
    }

    /**
     * Notes what the response, or a part of a stream, says of each job, and draws it.
     *
     * @param shows whether the client sees the present states
     * @return whether all jobs are over
     */
    private boolean show(Kind kind, SeenResponse seen, boolean shows) {
        boolean all = true;
        for (int i = 0; i < count(); i++) {
            long endedAt = shows ? endedAt(i, seen.at()) : Micros.NEVER;
            boolean ended = endedAt <= seen.at();
            all &= ended;
            JobRecord record = lists ? known(i) : polls || ended ? record(i) : null;
            if (lists && record == null) {
                continue; // Somebody else's.
            }
            if (record != null && polls && !lists && i == noted) {
                ask(record);
            }
            if (record != null && i < noted && !isStream) {
                // A request for a job that is over, or that shows no job, is never held.
                record.answered(request, seen, offersHold && (seen.held() || shows && !ended));
            }
            if (record != null && shows) {
                record.showed(request, seen.at(), endedAt);
            }
            if (i < MOST_DRAWN) {
                long job = record != null ? record.job : request.jobs.get(i).number();
                int told = !shows ? SHOWS_NOTHING : (ended ? outcome(i, seen.at()) : State.RUNNING).ordinal();
                draw(kind, job, seen.at(), seen.status(), told);
            }
        }
        if (isStream && !over && !all) {
            drawOpen(Kind.STREAM);
        }
        return all;
    }

    /** The request is drawn while it is open, and again when it ends. */
    private void drawOpen(Kind kind) {
        for (int i = 0; i < Math.min(noted, MOST_DRAWN); i++) {
            draw(kind, record(i).job, Micros.NEVER, 0, SHOWS_NOTHING);
        }
    }

    private void draw(Kind kind, long job, long end, int status, int told) {
        ledger.timeline().add(kind, client.index, job, request.at, end, status, told);
    }

    private int count() {
        return only != null ? 1 : request.jobs.size();
    }

    private JobRecord record(int i) {
        return only != null ? only : ledger.record(client, request.jobs.get(i), i);
    }

    /** Null for somebody else's job. */
    private @Nullable JobRecord known(int i) {
        Job job = request.jobs.get(i);
        return ledger.hasSubmitted(client, job) ? record(i) : client.known(job.number(), i);
    }

    /** When a job ended; never if it is not over now. */
    private long endedAt(int i, long now) {
        if (only != null) {
            return only.endsAtByKey();
        }
        JobTimeline timeline = request.jobs.get(i).timeline();
        long endsAt = timeline.endsAt();
        return endsAt <= now && timeline.overFrom(now) <= now ? endsAt : Micros.NEVER;
    }

    /** In which state a job is. */
    private State outcome(int i, long now) {
        return only != null
                ? ledger.smallOutcome(now)
                : request.jobs.get(i).at(now).state();
    }

    @Override
    public boolean answers() {
        return held.answers();
    }

    @Override
    public boolean waitsForTheClock() {
        return held.waitsForTheClock();
    }

    @Override
    public void answerNow() {
        held.answerNow();
    }

    /** The client is gone before the response, or before the end of the stream. */
    @Override
    public void disconnected() {
        held.disconnected();
        if (!over && isStream && !isForgotten()) {
            SeenResponse seen = SeenResponse.ofStream(now());
            close(seen);
            show(Kind.STREAM, seen, false);
        } else if (!over) {
            end(null, now(), true);
        }
    }
}
