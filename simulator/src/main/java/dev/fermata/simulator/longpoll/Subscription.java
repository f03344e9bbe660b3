package dev.fermata.simulator.longpoll;

import org.jspecify.annotations.Nullable;

/** One watcher of one job: a link in the chain of all who watch it. To be used on the event loop. */
public final class Subscription {

    final JobObserver watcher;

    /** What it hangs on; null once it is over. */
    @Nullable
    ObservedJob watched;

    @Nullable
    Subscription before;

    @Nullable
    Subscription after;

    Subscription(ObservedJob watched, JobObserver watcher) {
        this.watched = watched;
        this.watcher = watcher;
    }

    /** Ends it. Ending it again changes nothing. */
    public void end() {
        if (watched != null) {
            watched.remove(this);
        }
    }
}
