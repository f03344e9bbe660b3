package dev.fermata.simulator.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.ledger.Timeline.Kind;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client, from its arrival to its response. It stands before the endpoint, so it notices which jobs the endpoint looks
 * at; while the request is held, it notices that the client is gone. To be used on the event loop.
 */
public final class FollowedRequest implements Endpoint, HeldRequest {

    private final Ledger ledger;
    private final ClientRecord client;
    final SeenRequest request;
    final AskedJobs jobs;
    private final Endpoint endpoint;
    private HeldRequest held = HeldRequest.OVER;
    /** Since then everything may have been forgotten. */
    private final long clearings;

    /** What the endpoint does. */
    boolean commands;

    boolean submits;

    private boolean altered;
    private boolean unreadable;
    private boolean polls;
    private boolean isStream;
    private boolean over;

    FollowedRequest(Ledger ledger, ClientRecord client, SeenRequest request, AskedJobs jobs, Endpoint endpoint) {
        this.ledger = ledger;
        this.client = client;
        this.request = request;
        this.jobs = jobs;
        this.endpoint = endpoint;
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
        if (jobs.isOneByPlace()) {
            return endpoint.answer(asked); // It is the small system's, which looks at no job.
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
        if (isPoll()) {
            jobs.ask();
        }
        return writer -> {
            writer.change(this::answered);
            writer.changeStream(this::streamed);
            held = later.begin(writer);
            if (!over && !isStream) {
                jobs.drawOpen(Kind.HOLD);
            }
            return over ? held : this;
        };
    }

    private void begin(Request asked) {
        if (jobs.count() == 0) {
            // It was refused before it reached the endpoint, or is delayed.
            ledger.find(asked.id(), request.at).ifPresent(request::looksAt);
        }
        client.refusedPaths.asked(request, client);
        if (commands) {
            jobs.inform();
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
        } else if (jobs.count() == 0 && !altered) {
            jobs.show(new String(part, UTF_8), seen.at());
        } else if (!over && jobs.show(Kind.STREAM, seen, polls, !altered)) {
            over = true;
            jobs.close(seen);
        } else if (!over) {
            jobs.drawOpen(Kind.STREAM);
        }
        return part;
    }

    private long now() {
        return ledger.clock.micros();
    }

    private boolean isForgotten() {
        return clearings != ledger.clearings();
    }

    private boolean isPoll() {
        // A POST that names no job in its path, and changes nothing, asks for several.
        boolean reads = request.isGet || request.isPost && !request.hasId;
        return jobs.isOneByPlace()
                || (isStream || jobs.areListed || request.jobCount() > 0) && !submits && !commands && reads;
    }

    /** @param response null if there is none */
    private void end(@Nullable Response response, long now, boolean later) {
        over = !isStream || isForgotten();
        if (isForgotten()) {
            return;
        }
        long real = later ? ledger.clock.realTimeAt(now) : request.realAt;
        SeenResponse seen = SeenResponse.of(response, now, real, ledger.clock, later, request.prefersHold, unreadable);
        if (!seen.isSuccess() && jobs.count() == 0) {
            jobs.takeThatOfThePollBefore(seen.rejected());
        }
        polls = isPoll();
        boolean isForJobs = polls || submits && seen.isSuccess();
        client.refusedPaths.answered(request, seen, submits, isForJobs ? 0 : seen.earliest(), client);
        boolean shows = !altered && seen.isSuccess() && (request.method != HttpMethod.HEAD || seen.isRedirection());
        if (polls) {
            if (!jobs.isResult()) {
                client.polled(seen.held(), isStream);
            }
            if (jobs.areListed || isStream && jobs.count() == 0) {
                client.listed(request);
            }
            Kind kind = seen.held() ? Kind.HOLD : jobs.count() > 1 ? Kind.BULK : Kind.POLL;
            if (!jobs.show(isStream ? Kind.STREAM : kind, seen, true, shows) && isStream) {
                jobs.drawOpen(Kind.STREAM);
            }
        } else if (submits) {
            for (int i = 0; i < request.jobCount(); i++) {
                ledger.webhooks.submitted(request.job(i).number(), client);
            }
            jobs.show(Kind.CREATE, seen, false, shows);
        }
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
            over = true;
            SeenResponse seen = SeenResponse.ofStream(now());
            jobs.close(seen);
            jobs.show(Kind.STREAM, seen, polls, false);
        } else if (!over) {
            end(null, now(), true);
        }
    }
}
