package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Stage;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import org.jspecify.annotations.Nullable;

/** A job that somebody watches. However many do, it has one timer: at its next change. */
final class ObservedJob implements Runnable {

    final Job job;
    private final JobObservers all;
    private @Nullable Subscription first;
    private @Nullable Cancellable timer;
    private State state;
    private Stage stage;

    ObservedJob(Job job, JobObservers all, long now) {
        Snapshot snapshot = job.at(now);
        this.job = job;
        this.all = all;
        this.state = snapshot.state();
        this.stage = snapshot.stage();
        sleepUntilNextChange(now);
    }

    Subscription add(JobObserver watcher) {
        Subscription watch = new Subscription(this, watcher);
        watch.after = first;
        if (first != null) {
            first.before = watch;
        }
        first = watch;
        return watch;
    }

    void remove(Subscription watch) {
        // Its own links stay: somebody may be walking along the chain just now.
        watch.watched = null;
        if (watch.before != null) {
            watch.before.after = watch.after;
        } else {
            first = watch.after;
        }
        if (watch.after != null) {
            watch.after.before = watch.before;
        }
        all.ended();
        if (first == null) {
            forget();
        }
    }

    @Override
    public void run() {
        look(all.now());
    }

    /** Tells when something changed, and sleeps again. */
    void look(long now) {
        Snapshot snapshot = job.at(now);
        boolean changed = snapshot.state() != state || snapshot.stage() != stage;
        state = snapshot.state();
        stage = snapshot.stage();
        sleepUntilNextChange(now);
        if (changed) {
            tell(now);
        }
    }

    void tell(long now) {
        for (Subscription watch = first; watch != null; watch = watch.after) {
            if (watch.watched != null) {
                watch.watcher.changed(job, now);
            }
        }
    }

    private void sleepUntilNextChange(long now) {
        if (timer != null) {
            timer.cancel();
        }
        long next = job.timeline().nextChangeAfter(now);
        timer = next == Micros.NEVER ? null : all.timer(next, this);
    }

    private void forget() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        all.forget(this);
    }
}
