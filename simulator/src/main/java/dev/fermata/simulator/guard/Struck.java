package dev.fermata.simulator.guard;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.engine.Dice;
import dev.fermata.simulator.engine.Micros;
import dev.fermata.simulator.fault.Strike;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Held;
import dev.fermata.simulator.http.Later;
import dev.fermata.simulator.http.Reply;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.wire.Cut;
import dev.fermata.simulator.wire.Drip;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** A request that goes wrong. Latency comes first: an answer is true when it leaves, not when it was asked for. */
final class Struck implements Later {

    private final Strike strike;
    private final RequestLog.Entry entry;
    private final Request request;
    private final Endpoint endpoint;
    private final SimulatorClock clock;
    private final ClientJobs jobs;
    private final long seed;

    /** When it was decided that it goes wrong: who is too young then, stays so while there is latency. */
    private final long decided;

    Struck(
            Strike strike,
            RequestLog.Entry entry,
            Request request,
            Endpoint endpoint,
            SimulatorClock clock,
            ClientJobs jobs,
            long seed) {
        this.strike = strike;
        this.entry = entry;
        this.decided = clock.micros();
        this.request = request;
        this.endpoint = endpoint;
        this.clock = clock;
        this.jobs = jobs;
        this.seed = seed;
        entry.faults(mayMiss(strike.fault()) ? strike.latencies() : strike.rules());
    }

    /** Whether it is only known from the answer if there was anything to go wrong. */
    private static boolean mayMiss(@Nullable Fault fault) {
        return fault instanceof Fault.StateWord
                || fault instanceof Fault.NotFound
                || fault instanceof Fault.AcceptThen
                || fault == Fault.Plain.NO_RESULT;
    }

    private void hit() {
        entry.faults(strike.rules());
    }

    @Override
    public Held begin(Reply reply) {
        return strike.micros() == 0 ? strike(reply) : new Delayed(reply);
    }

    private Held strike(Reply reply) {
        Fault fault = strike.fault();
        if (fault instanceof Fault.Plain plain) {
            return plain(plain, reply);
        }
        if (fault instanceof Fault.Status status) {
            reply.send(Faked.status(status, clock.micros()));
            return Held.OVER;
        }
        if (fault instanceof Fault.NotFound young) {
            long known = decided - Micros.of(young.lasting());
            return reply.ask(again -> jobs.without(known, this::hit, () -> endpoint.answer(again)), request);
        }
        if (fault instanceof Fault.StateWord word) {
            return lie(Mangled.states(word.to(), this::hit), reply);
        }
        if (fault instanceof Fault.ResetDuring reset) {
            reply.spoil(Cut.resetAfter(reset.bytes()));
        } else if (fault instanceof Fault.Truncate truncate) {
            reply.spoil(Cut.endAfterBody(truncate.bytes()));
        } else if (fault instanceof Fault.Drip drip) {
            reply.spoil(new Drip(drip.bytes(), Micros.of(drip.pause()), clock));
        } else if (fault instanceof Fault.AcceptThen accept) {
            reply.change(response -> denied(response, accept.status()));
        }
        return reply.ask(endpoint, request);
    }

    private Response denied(Response response, int status) {
        if (response.status() >= 300) {
            return response;
        }
        hit();
        return Faked.problem(status);
    }

    private Held lie(Mangled lie, Reply reply) {
        disown(request);
        reply.change(lie::told);
        reply.changeStream(lie::told);
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

    private Held plain(Fault.Plain fault, Reply reply) {
        switch (fault) {
            case RESET_BEFORE -> reply.reset();
            case EMPTY -> reply.hangUp();
            case GARBAGE -> reply.send(Faked.garbage(Dice.stream(request.path()) ^ seed));
            case HTML -> reply.send(Faked.page());
            case NO_RESULT -> {
                return lie(Mangled.results(this::hit), reply);
            }
            case NO_ANSWER -> {
                return new Unanswered(reply);
            }
        }
        return Held.OVER;
    }

    /** Until the peer or the server gives up. */
    private record Unanswered(Reply reply) implements Held {

        @Override
        public boolean answers() {
            return false;
        }

        @Override
        public void gone() {}

        @Override
        public void hurry() {
            reply.hangUp();
        }
    }

    /** Waits, then goes wrong in whatever other way there is. */
    private final class Delayed implements Held {

        private final Reply reply;
        private final Cancellable timer;
        private @Nullable Held after;

        Delayed(Reply reply) {
            this.reply = reply;
            this.timer = clock.schedule(clock.micros() + strike.micros(), reply.loop(), this::go);
        }

        private void go() {
            if (after == null && reply.open()) {
                // Whatever comes of it, it has begun.
                after = Held.OVER;
                after = reply.begin(Struck.this::strike);
            }
        }

        @Override
        public boolean answers() {
            return after == null || after.answers();
        }

        @Override
        public void gone() {
            timer.cancel();
            if (after != null) {
                after.gone();
            }
        }

        @Override
        public void hurry() {
            timer.cancel();
            go();
            if (after != null) {
                after.hurry();
            }
        }
    }
}
