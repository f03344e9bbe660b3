package dev.fermata.simulator.fault;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.SeededRandom;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request that goes wrong as it was decided, and what a fault can do with it. A delay comes first, so the response says what is true
 * when it leaves. Used on the event loop.
 */
public final class FaultExchange implements DeferredResponse {

    private final FaultDecision decision;
    private final Consumer<List<String>> matched;
    private final Request request;
    private final Endpoint endpoint;
    private final VirtualClock clock;
    private final HiddenJobs jobs;
    private final long seed;

    /** A job that is too young for the client then stays so while the delay lasts. */
    private final long decidedAt;

    private @Nullable ResponseWriter writer;

    /**
     * @param endpoint what would answer the request
     * @param matched receives the ids of the rules that matched; the last call counts
     */
    public FaultExchange(
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
    public HeldRequest begin(ResponseWriter reply) {
        writer = reply;
        if (decision.micros() == 0) {
            return inject();
        }
        reply.keep(request.bytes());
        return new Delayed(reply);
    }

    private HeldRequest inject() {
        FaultSpec fault = decision.fault();
        return fault == null ? answer() : fault.inject(this);
    }

    /** Where the response goes. */
    ResponseWriter writer() {
        return Objects.requireNonNull(writer, "not begun");
    }

    VirtualClock clock() {
        return clock;
    }

    /** When it was decided that the request goes wrong; a latency may have passed since. */
    long decidedAt() {
        return decidedAt;
    }

    /** Something has gone wrong, for a fault that is only known by the response: its rule is recorded. May be called again. */
    void happened() {
        matched.accept(decision.rules());
    }

    /** Sends this response; the endpoint is not asked. */
    HeldRequest send(Response response) {
        writer().send(response);
        return HeldRequest.OVER;
    }

    /** Has the endpoint answer. */
    HeldRequest answer() {
        return writer().ask(endpoint, request);
    }

    /** Has the endpoint answer with a body, also when the client has the current version already. */
    HeldRequest answerInFull() {
        return writer().ask(endpoint, request.ignoringVersions());
    }

    /** Has the endpoint answer as if jobs that were submitted after that time did not exist. */
    HeldRequest answerWithoutJobsAfter(long time) {
        return writer().ask(again -> jobs.hiding(time, this::happened, () -> endpoint.answer(again)), request);
    }

    /** A number that is the same for the same seed and path. */
    long random() {
        return SeededRandom.stream(request.path()) ^ seed;
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
                after = writer.begin(again -> inject());
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

    /**
     * What goes wrong with one request.
     *
     * @param micros how much later the response comes
     * @param fault what else goes wrong, if anything
     * @param by the id of its rule
     * @param rules the ids of all rules that matched
     */
    public record FaultDecision(
            long micros,
            @Nullable FaultSpec fault,
            @Nullable String by,
            List<String> rules) {

        /** Nothing goes wrong. */
        public static final FaultDecision NONE = new FaultDecision(0, null, null, List.of());

        /** The ids of the rules that only delay the response. */
        public List<String> latencies() {
            return rules.stream().filter(id -> !id.equals(by)).toList();
        }
    }
}
