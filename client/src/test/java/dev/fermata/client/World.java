package dev.fermata.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Time, network and threads of a waiter, all played by one thread: an hour takes no time, and every run is the same. */
final class World implements TimeSource, Wire {

    /** Says what comes of a request that is sent now; nothing at all if it returns null. */
    @FunctionalInterface
    interface Server {
        @Nullable
        Reply answer(HttpRequest request, Duration now);
    }

    /** @param after how long it takes */
    record Reply(int status, Map<String, String> headers, String body, Duration after) {
        static Reply ok(String body) {
            return new Reply(200, Map.of(), body, Duration.ofMillis(10));
        }

        static Reply status(int status) {
            return new Reply(status, Map.of(), "", Duration.ofMillis(10));
        }

        Reply with(String name, String value) {
            Map<String, String> more = new java.util.HashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, after);
        }

        Reply after(Duration time) {
            return new Reply(status, headers, body, time);
        }

        private Response response() {
            Map<String, List<String>> all = new java.util.HashMap<>();
            headers.forEach((name, value) -> all.put(name, List.of(value)));
            return new Response(
                    status, HttpHeaders.of(all, (name, value) -> true), body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A request that was sent. */
    record Sent(Duration at, HttpRequest request) {
        String path() {
            URI uri = request.uri();
            return uri.getPath() + (uri.getQuery() == null ? "" : "?" + uri.getQuery());
        }

        Optional<String> header(String name) {
            return request.headers().firstValue(name);
        }
    }

    private record Due(Duration at, long number, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Server server;
    private final SplittableRandom random = new SplittableRandom(42);
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private Duration now = Duration.ofHours(1);
    private Duration tick = Duration.ZERO;
    private long numbers;
    private int inFlight;
    private int mostInFlight;

    World(Server server) {
        this.server = server;
    }

    /** A waiter that lives here. */
    Waiter waiter(WaiterBuilder settings) {
        return new Waiter(
                new Engine(
                        settings.settings(), new Engine.Seams(this, random::nextDouble, this, ready::add, ready::add)),
                () -> {});
    }

    /** Lets everything happen up to that much later. */
    World pass(Duration time) {
        Duration end = now.plus(time);
        while (true) {
            for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
                task.run();
            }
            Due next = timers.peek();
            if (next == null || next.at.compareTo(end) > 0) {
                now = end;
                return this;
            }
            timers.remove();
            now = next.at.compareTo(now) > 0 ? next.at : now;
            next.task.run();
        }
    }

    /** Since the world began. */
    Duration since() {
        return now.minus(Duration.ofHours(1));
    }

    List<Sent> sent() {
        return sent;
    }

    int inFlight() {
        return inFlight;
    }

    int mostInFlight() {
        return mostInFlight;
    }

    /** Timers that would still ring. */
    int timers() {
        return timers.size();
    }

    /** From now on time passes while it is read. */
    void ticks(Duration eachTime) {
        tick = eachTime;
    }

    @Override
    public Duration now() {
        now = now.plus(tick);
        return now;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH.plus(now);
    }

    @Override
    public Runnable schedule(Duration at, Runnable task) {
        Due due = new Due(at, numbers++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public CompletableFuture<Response> send(HttpRequest request, int maxBytes) {
        sent.add(new Sent(since(), request));
        CompletableFuture<Response> response = new CompletableFuture<>();
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        response.whenComplete((done, problem) -> inFlight--);
        Reply reply = server.answer(request, since());
        if (reply != null) {
            schedule(now.plus(reply.after), () -> response.complete(reply.response()));
        }
        return response;
    }

    @Override
    public void close() {
        timers.clear();
    }
}
