package dev.fermata.simulator.access;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.setting.MemoryShare;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the requests of each client in a window of time, which begins with its first request. Times are microseconds. Not
 * thread-safe.
 *
 * <p>Responses say what is left in the fields {@code RateLimit} and {@code RateLimit-Policy}
 * (draft-ietf-httpapi-ratelimit-headers-10). These do not show the limit of jobs, because their units are requests, bytes and concurrent
 * requests.
 *
 * <p>Bounded: if there are too many clients, the one that sent its last request first is forgotten.
 */
final class RateLimiter {

    static final int MOST_CLIENTS = MemoryShare.CLIENTS.count(100_000, 300, 4);

    private static final String EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

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

    /** The response, with what the client has left when it is sent. */
    Response with(Response response, String client, long now) {
        return response.with("ratelimit-policy", policy(), "ratelimit", state(look(client, now)));
    }

    Response tooManyRequests(Taken taken) {
        long seconds = Micros.wholeSeconds(taken.resets());
        return tooMany(
                        "requests",
                        "too_many_requests",
                        "You have sent " + quota + " requests within " + Micros.wholeSeconds(length)
                                + " s, which is the limit. Send the next one in " + seconds + " s.")
                .with(
                        "retry-after", Long.toString(seconds),
                        "ratelimit-policy", policy(),
                        "ratelimit", state(taken));
    }

    private String policy() {
        return "\"requests\";q=" + quota + ";w=" + Micros.wholeSeconds(length);
    }

    private static String state(Taken taken) {
        return "\"requests\";r=" + taken.left() + ";t=" + Micros.wholeSeconds(taken.resets());
    }

    /** 429. */
    static Response tooMany(String policy, String code, String detail) {
        return new Problem(HttpResponseStatus.TOO_MANY_REQUESTS, code, detail)
                .response(json ->
                        json.put("type", EXCEEDED).putArray("violated-policies").add(policy));
    }

    int clients() {
        return windows.size();
    }
}
