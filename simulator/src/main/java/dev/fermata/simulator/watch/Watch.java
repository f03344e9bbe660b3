package dev.fermata.simulator.watch;

import org.jspecify.annotations.Nullable;

/** One watcher of one job: a link in the chain of all who watch it. To be used on the event loop. */
public final class Watch {

    final Watcher watcher;

    /** What it hangs on; null once it is over. */
    @Nullable
    Watched watched;

    @Nullable
    Watch before;

    @Nullable
    Watch after;

    Watch(Watched watched, Watcher watcher) {
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
