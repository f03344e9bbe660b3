package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Router.Filter;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once that a client waits for a clock that nobody moves: the clock has stood still for some seconds of real time since a client
 * asked, something is unfinished, and a client is held or asks again. To be used on the event loop.
 */
public final class StillClockWarning implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(StillClockWarning.class);

    private final VirtualClock clock;
    private final ScheduledExecutorService loop;
    private final BooleanSupplier held;
    private final BooleanSupplier unfinished;
    private final Duration after;
    private final Filter next;

    /** The time, by the clock, at which a client asked last. */
    private long time = Micros.NEVER;
    /** The real time from which on the clock has stood still at that time for too long. */
    private long limit;

    private boolean watching;
    private boolean logged;

    /**
     * @param held whether a response is pending, or a stream is open
     * @param unfinished whether a job will change when the clock moves
     * @param after how long the clock stands still, in real time, before this logs
     * @param next what answers
     */
    public StillClockWarning(
            VirtualClock clock,
            ScheduledExecutorService loop,
            BooleanSupplier held,
            BooleanSupplier unfinished,
            Duration after,
            Filter next) {
        this.clock = clock;
        this.loop = loop;
        this.held = held;
        this.unfinished = unfinished;
        this.after = after;
        this.next = next;
    }

    @Override
    public Answer answer(Request request, String dialect, Endpoint endpoint) {
        if (!logged && clock.isStill()) {
            boolean asks =
                    request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
            if (asks) {
                clientWaits();
            }
            watch();
        }
        return next.answer(request, dialect, endpoint);
    }

    @Override
    public void missed(Request request, Response refusal) {
        next.missed(request, refusal);
    }

    /** Looks in some time whether a client is held. */
    private void watch() {
        if (clock.micros() != time) {
            time = clock.micros();
            limit = clock.realTimeIn(Micros.of(after));
        }
        if (!watching) {
            watching = true;
            loop.schedule(this::look, after.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        watching = false;
        if (!logged && clock.isStill() && held.getAsBoolean()) {
            clientWaits();
            watch();
        }
    }

    private void clientWaits() {
        if (clock.micros() != time || !clock.hasPassed(limit)) {
            return;
        }
        if (unfinished.getAsBoolean()) {
            warn();
        } else {
            // Counting jobs takes time, so not at each request.
            limit = clock.realTimeIn(Micros.of(after));
        }
    }

    private void warn() {
        logged = true;
        LOG.warn(
                "a client waits, but the simulator's clock has stood still for {} s of real time, so no job goes on. Move the"
                        + " clock: simulator.clock().advance(...), or POST /admin/clock/advance. Or let it run:"
                        + " @FermataSimulator(realTime = true), SimulatorClock.real(), or --speed 1.",
                after.toMillis() / 1_000.0);
    }
}
