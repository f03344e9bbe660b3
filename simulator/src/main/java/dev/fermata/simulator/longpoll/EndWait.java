package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import java.util.concurrent.Executor;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * A request that is held until something is over, whatever happens before, or until its time is up. However much it
 * waits for, it has one timer. To be used on the event loop.
 */
final class EndWait implements HeldRequest, Runnable {

    /**
     * What it waits for.
     *
     * @param over tells when it is over, as it looks at a time: at that time or before, or at a later one
     * @param deadline when its time is up
     * @param leave called once, when it waits no longer
     */
    record Until(LongUnaryOperator over, long deadline, Runnable leave) {}

    private final ResponseWriter reply;
    private final Supplier<Response> answer;
    private final VirtualClock clock;
    private final Executor loop;
    private Cancellable timer = () -> false;
    private Until until = new Until(now -> now, 0, () -> {});
    private long timerAt;
    private boolean done;

    EndWait(ResponseWriter reply, Supplier<Response> answer, VirtualClock clock, Executor loop) {
        this.reply = reply;
        this.answer = answer;
        this.clock = clock;
        this.loop = loop;
    }

    void begin(Until what) {
        until = what;
        look();
    }

    /** Answers if it is over, and else sleeps until it may be. To be called when what it waits for is changed. */
    void look() {
        if (done) {
            return;
        }
        long now = clock.micros();
        long next = Math.min(until.over().applyAsLong(now), until.deadline());
        if (next <= now) {
            answerNow();
        } else if (next != timerAt) {
            timer.cancel();
            timerAt = next;
            timer = clock.schedule(next, loop, this);
        }
    }

    @Override
    public void run() {
        timerAt = 0;
        look();
    }

    /** Answers, over or not. */
    @Override
    public void answerNow() {
        if (!done) {
            disconnected();
            reply.send(answer.get());
        }
    }

    @Override
    public void disconnected() {
        done = true;
        timer.cancel();
        until.leave().run();
    }
}
