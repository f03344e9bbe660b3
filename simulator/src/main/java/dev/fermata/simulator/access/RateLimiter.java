package dev.fermata.simulator.access;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the requests of each client in a window of time, which begins with its first request. Times are microseconds. Not
 * thread-safe.
 *
 * <p>Bounded: if there are too many clients, the one that sent its last request first is forgotten.
 */
final class RateLimiter {

    static final int MOST_CLIENTS = 100_000;

    /**
     * Whether a request is allowed, and what is left.
     *
     * @param left how many more the client has in this window
     * @param resets how long until the next window
     */
    record Taken(boolean allowed, int left, long resets) {}

    private static final class Window {
        private long began;
        private int taken;
    }

    private final int quota;
    private final long length;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_CLIENTS;
        }
    };

    RateLimiter(int quota, long length) {
        this.quota = quota;
        this.length = length;
    }

    int quota() {
        return quota;
    }

    long length() {
        return length;
    }

    /** Counts a request if it is allowed. */
    Taken take(String client, long now) {
        Window window = windows.get(client);
        if (window == null) {
            window = new Window();
            window.began = now;
            windows.put(client, window);
        }
        if (now - window.began >= length) {
            window.began = now;
            window.taken = 0;
        }
        boolean allowed = window.taken < quota;
        if (allowed) {
            window.taken++;
        }
        return new Taken(allowed, quota - window.taken, window.began + length - now);
    }

    /** What the client has left, without counting anything. */
    Taken look(String client, long now) {
        Window window = windows.get(client);
        return window == null || now - window.began >= length
                ? new Taken(true, quota, 0)
                : new Taken(window.taken < quota, quota - window.taken, window.began + length - now);
    }

    int clients() {
        return windows.size();
    }
}
