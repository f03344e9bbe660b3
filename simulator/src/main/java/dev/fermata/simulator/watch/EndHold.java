package dev.fermata.simulator.watch;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.http.Held;
import dev.fermata.simulator.http.Reply;
import dev.fermata.simulator.http.Response;
import java.util.concurrent.Executor;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * A request that is held until something is over, whatever happens before, or until its time is up. However much it
 * waits for, it has one alarm. To be used on the event loop.
 */
final class EndHold implements Held, Runnable {

    /**
     * What it waits for.
     *
     * @param over tells when it is over, as it looks at a time: at that time or before, or at a later one
     * @param deadline when its time is up
     * @param leave called once, when it waits no longer
     */
    record Until(LongUnaryOperator over, long deadline, Runnable leave) {}

    private final Reply reply;
    private final Supplier<Response> answer;
    private final SimulatorClock clock;
    private final Executor loop;
    private Cancellable alarm = () -> false;
    private Until until = new Until(now -> now, 0, () -> {});
    private long alarmAt;
    private boolean done;

    EndHold(Reply reply, Supplier<Response> answer, SimulatorClock clock, Executor loop) {
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
            hurry();
        } else if (next != alarmAt) {
            alarm.cancel();
            alarmAt = next;
            alarm = clock.schedule(next, loop, this);
        }
    }

    @Override
    public void run() {
        alarmAt = 0;
        reply.attempt(this::look);
    }

    /** Answers, over or not. */
    @Override
    public void hurry() {
        if (!done) {
            gone();
            reply.attempt(() -> reply.send(answer.get()));
        }
    }

    @Override
    public void gone() {
        done = true;
        alarm.cancel();
        until.leave().run();
    }
}
