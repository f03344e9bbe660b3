package dev.fermata.simulator.watch;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.http.Held;
import dev.fermata.simulator.http.Reply;
import dev.fermata.simulator.http.Response;
import java.util.List;
import java.util.function.Supplier;

/** One held request: answered when there is news or its time is up, and then gone without a trace. */
final class Hold implements Held, Watcher, Runnable {

    private static final Watch[] NONE = {};

    private final Reply reply;
    private final Supplier<Response> answer;
    private Watch[] watches = NONE;
    private Cancellable alarm = () -> false;
    private boolean over;

    Hold(Reply reply, Supplier<Response> answer) {
        this.reply = reply;
        this.answer = answer;
    }

    void until(Cancellable timeUp) {
        alarm = timeUp;
    }

    void watch(JobWatches all, List<Job> jobs, long now) {
        watches = new Watch[jobs.size()];
        for (int i = 0; i < watches.length; i++) {
            watches[i] = all.watch(jobs.get(i), this, now);
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
            gone();
            reply.attempt(() -> reply.send(answer.get()));
        }
    }

    @Override
    public void gone() {
        over = true;
        alarm.cancel();
        for (Watch watch : watches) {
            watch.end();
        }
        watches = NONE;
    }

    @Override
    public void hurry() {
        run();
    }
}
