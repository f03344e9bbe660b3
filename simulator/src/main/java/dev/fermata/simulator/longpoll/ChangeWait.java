package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.store.Job;
import java.util.List;
import java.util.function.Supplier;

/** One held request: answered when there is news or its time is up, and then gone without a trace. */
final class ChangeWait implements HeldRequest, JobObserver, Runnable {

    private static final Subscription[] NONE = {};

    private final ResponseWriter reply;
    private final Supplier<Response> answer;
    private Subscription[] observers = NONE;
    private Cancellable timer = () -> false;
    private boolean over;

    ChangeWait(ResponseWriter reply, Supplier<Response> answer) {
        this.reply = reply;
        this.answer = answer;
    }

    void until(Cancellable timeUp) {
        timer = timeUp;
    }

    void watch(JobObservers all, List<Job> jobs, long now) {
        observers = new Subscription[jobs.size()];
        for (int i = 0; i < observers.length; i++) {
            observers[i] = all.watch(jobs.get(i), this, now);
        }
    }

    @Override
    public void changed(Job job, long now) {
        run();
    }

    /** The time is up, or there is news. */
    @Override
    public void run() {
        if (!over) {
            disconnected();
            reply.send(answer.get());
        }
    }

    @Override
    public void disconnected() {
        over = true;
        timer.cancel();
        for (Subscription watch : observers) {
            watch.end();
        }
        observers = NONE;
    }

    @Override
    public void answerNow() {
        run();
    }
}
