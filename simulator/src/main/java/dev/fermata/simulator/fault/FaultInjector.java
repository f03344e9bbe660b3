package dev.fermata.simulator.fault;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.SeededRandom;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that goes wrong. Latency comes first: an answer is true when it leaves, not when it was asked for. */
public final class FaultInjector implements DeferredResponse {

    private final FaultDecision decision;
    private final Consumer<List<String>> matched;
    private final Request request;
    private final Endpoint endpoint;
    private final VirtualClock clock;
    private final HiddenJobs jobs;
    private final long seed;

    /** When it was decided that it goes wrong: who is too young then, stays so while there is latency. */
    private final long decided;

    /** @param matched is told the ids of the rules that made it go wrong; it may be told again, and the last time counts */
    public FaultInjector(
            FaultDecision decision,
            Consumer<List<String>> matched,
            Request request,
            Endpoint endpoint,
            VirtualClock clock,
            HiddenJobs jobs,
            long seed) {
        this.decision = decision;
        this.matched = matched;
        this.decided = clock.micros();
        this.request = request;
        this.endpoint = endpoint;
        this.clock = clock;
        this.jobs = jobs;
        this.seed = seed;
        matched.accept(mayMiss(decision.fault()) ? decision.latencies() : decision.rules());
    }

    /** Whether it is only known from the answer if there was anything to go wrong. */
    private static boolean mayMiss(@Nullable FaultSpec fault) {
        return fault instanceof FaultSpec.StateWord
                || fault instanceof FaultSpec.NotFound
                || fault instanceof FaultSpec.AcceptThen
                || fault == FaultSpec.Plain.NO_RESULT;
    }

    private void hit() {
        matched.accept(decision.rules());
    }

    @Override
    public HeldRequest begin(ResponseWriter reply) {
        return decision.micros() == 0 ? inject(reply) : new Delayed(reply);
    }

    private HeldRequest inject(ResponseWriter reply) {
        FaultSpec fault = decision.fault();
        if (fault instanceof FaultSpec.Plain plain) {
            return plain(plain, reply);
        }
        if (fault instanceof FaultSpec.Status status) {
            reply.send(CannedResponses.status(status, clock.micros()));
            return HeldRequest.OVER;
        }
        if (fault instanceof FaultSpec.NotFound young) {
            long known = decided - Micros.of(young.lasting());
            return reply.ask(again -> jobs.without(known, this::hit, () -> endpoint.answer(again)), request);
        }
        if (fault instanceof FaultSpec.StateWord word) {
            return tamper(JsonTamperer.states(word.to(), this::hit), reply);
        }
        if (fault instanceof FaultSpec.ResetDuring reset) {
            reply.alterBytes(CutOffHandler.resetAfter(reset.bytes()));
        } else if (fault instanceof FaultSpec.Truncate truncate) {
            reply.alterBytes(CutOffHandler.endAfterBody(truncate.bytes()));
        } else if (fault instanceof FaultSpec.Drip drip) {
            reply.alterBytes(new ThrottleHandler(drip.bytes(), Micros.of(drip.pause()), clock));
        } else if (fault instanceof FaultSpec.AcceptThen accept) {
            reply.change(response -> denied(response, accept.status()));
        }
        return reply.ask(endpoint, request);
    }

    private Response denied(Response response, int status) {
        if (response.status() >= 300) {
            return response;
        }
        hit();
        return CannedResponses.problem(status);
    }

    private HeldRequest tamper(JsonTamperer tamperer, ResponseWriter reply) {
        disown(request);
        reply.change(tamperer::tampered);
        reply.changeStream(tamperer::tampered);
        return reply.ask(endpoint, request);
    }

    /**
     * A lie is told as a body, so no version that the peer has may be the one. What held requests go by, the beginning of
     * the version, is left.
     */
    private static void disown(Request request) {
        HttpHeaders headers = request.head().headers();
        String known = headers.get(HttpHeaderNames.IF_NONE_MATCH);
        if (known != null && known.strip().equals("*")) {
            headers.remove(HttpHeaderNames.IF_NONE_MATCH);
        } else if (known != null) {
            headers.set(HttpHeaderNames.IF_NONE_MATCH, known.replaceAll("\"([^\"]*)\"", "\"$1-\""));
        }
    }

    private HeldRequest plain(FaultSpec.Plain fault, ResponseWriter reply) {
        switch (fault) {
            case RESET_BEFORE -> reply.reset();
            case EMPTY -> reply.hangUp();
            case GARBAGE -> reply.send(CannedResponses.garbage(SeededRandom.stream(request.path()) ^ seed));
            case HTML -> reply.send(CannedResponses.page());
            case NO_RESULT -> {
                return tamper(JsonTamperer.results(this::hit), reply);
            }
            case NO_ANSWER -> {
                return new Unanswered(reply);
            }
        }
        return HeldRequest.OVER;
    }

    /** Until the peer or the server gives up. */
    private record Unanswered(ResponseWriter reply) implements HeldRequest {

        @Override
        public boolean answers() {
            return false;
        }

        @Override
        public void disconnected() {}

        @Override
        public void answerNow() {
            reply.hangUp();
        }
    }

    /** Waits, then goes wrong in whatever other way there is. */
    private final class Delayed implements HeldRequest {

        private final ResponseWriter reply;
        private final Cancellable timer;
        private @Nullable HeldRequest after;

        Delayed(ResponseWriter reply) {
            this.reply = reply;
            this.timer = clock.schedule(clock.micros() + decision.micros(), reply.loop(), this::go);
        }

        private void go() {
            if (after == null && reply.open()) {
                // Whatever comes of it, it has begun.
                after = HeldRequest.OVER;
                after = reply.begin(FaultInjector.this::inject);
            }
        }

        @Override
        public boolean answers() {
            return after == null || after.answers();
        }

        @Override
        public void disconnected() {
            timer.cancel();
            if (after != null) {
                after.disconnected();
            }
        }

        @Override
        public void answerNow() {
            timer.cancel();
            go();
            if (after != null) {
                after.answerNow();
            }
        }
    }
}
