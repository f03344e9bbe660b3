package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Filter;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once that a client waits for a clock that nobody moves: a request is held, or the same URL is requested again and again. To be
 * used on the event loop.
 */
public final class StillClockWarning implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(StillClockWarning.class);
    private static final int POLLS = 3;

    private final VirtualClock clock;
    private final ScheduledExecutorService loop;
    private final JobWaits waits;
    private final Duration patience;
    private final Filter next;

    private String path = "";
    private int polls;
    private boolean watching;
    private boolean logged;

    /**
     * @param patience how long the clock stands still, in real time, before that is worth a line
     * @param next what answers
     */
    public StillClockWarning(
            VirtualClock clock, ScheduledExecutorService loop, JobWaits waits, Duration patience, Filter next) {
        this.clock = clock;
        this.loop = loop;
        this.waits = waits;
        this.patience = patience;
        this.next = next;
    }

    @Override
    public Answer answer(Request request, String dialect, Endpoint endpoint) {
        if (!logged && request.method().equals(HttpMethod.GET)) {
            requested(request.path());
        }
        return next.answer(request, dialect, endpoint);
    }

    @Override
    public void missed(Request request, Response refusal) {
        next.missed(request, refusal);
    }

    private void requested(String requested) {
        if (!watching && clock.isStill()) {
            path = requested;
            polls = 0;
            watch();
        }
        if (path.equals(requested)) {
            polls++;
        }
    }

    private void watch() {
        watching = true;
        long since = clock.micros();
        loop.schedule(() -> look(since), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look(long since) {
        watching = false;
        boolean held = waits.isAnyWaiting();
        if (clock.isStill() && clock.micros() == since && (held || polls >= POLLS)) {
            logged = true;
            LOG.warn(
                    "a client waits, but the simulator's clock has stood still for {} s of real time, so no job goes on. Move the"
                            + " clock: simulator.clock().advance(...), or POST /admin/clock/advance. Or let it run:"
                            + " @FermataSimulator(realTime = true), SimulatorClock.real(), or --speed 1.",
                    patience.toMillis() / 1_000.0);
        } else if (held && clock.isStill()) {
            watch();
        }
    }
}
