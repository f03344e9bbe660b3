package dev.fermata.simulator.fault;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.ResponseWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has a request go wrong as it was decided. A delay comes first, so the response says what is true when it leaves. */
public final class FaultInjector implements DeferredResponse {

    private final FaultDecision decision;
    private final Consumer<List<String>> matched;
    private final Request request;
    private final Endpoint endpoint;
    private final VirtualClock clock;
    private final HiddenJobs jobs;
    private final long seed;

    /** A job that is too young for the client then stays so while the delay lasts. */
    private final long decidedAt;

    /** @param matched receives the ids of the rules that matched; the last call counts */
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
        this.decidedAt = clock.micros();
        this.request = request;
        this.endpoint = endpoint;
        this.clock = clock;
        this.jobs = jobs;
        this.seed = seed;
        FaultSpec fault = decision.fault();
        matched.accept(fault != null && fault.knownByResponse() ? decision.latencies() : decision.rules());
    }

    @Override
    public HeldRequest begin(ResponseWriter writer) {
        if (decision.micros() == 0) {
            return inject(writer);
        }
        writer.keep(request.bytes());
        return new Delayed(writer);
    }

    private HeldRequest inject(ResponseWriter writer) {
        FaultSpec fault = decision.fault();
        if (fault == null) {
            return writer.ask(endpoint, request);
        }
        Runnable happening = () -> matched.accept(decision.rules());
        return fault.inject(new FaultExchange(request, endpoint, writer, clock, jobs, seed, decidedAt, happening));
    }

    /** Waits, then does what else was decided. */
    private final class Delayed implements HeldRequest {

        private final ResponseWriter writer;
        private final Cancellable timer;
        private @Nullable HeldRequest after;

        Delayed(ResponseWriter writer) {
            this.writer = writer;
            long micros = decision.micros();
            this.timer = clock.schedule(clock.micros() + micros, clock.realTimeIn(micros), writer.loop(), this::go);
        }

        private void go() {
            if (after == null && writer.open()) {
                // From here on it has begun, also if this throws.
                after = HeldRequest.OVER;
                after = writer.begin(FaultInjector.this::inject);
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
