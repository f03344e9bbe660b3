package dev.fermata.client;

import dev.fermata.client.internal.engine.WaitLoop;
import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.http.TransportProblem;
import dev.fermata.client.internal.http.TransportProblem.TransportException;
import dev.fermata.client.internal.poll.PollSender;
import java.io.IOException;
import java.net.ConnectException;
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
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Time, network and threads of a waiter, all played by one thread: an hour takes no time, and every run is the same. */
final class World implements PollSender.Network {

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

        /** The connection ends without a response. */
        static Reply broken() {
            return new Reply(0, Map.of(), "", Duration.ofMillis(10));
        }

        /** Nobody accepts the connection. */
        static Reply refused() {
            return new Reply(-1, Map.of(), "", Duration.ofMillis(10));
        }

        Reply with(String name, String value) {
            Map<String, String> more = new java.util.HashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, after);
        }

        Reply saying(String text) {
            return new Reply(status, headers, text, after);
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
    record Sent(Duration at, HttpRequest request, Reuse reuse) {
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

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final Server server;
    private final SplittableRandom random;
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private final List<WaitLoop> loops = new ArrayList<>();
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private Duration now = Duration.ofHours(1);
    private Duration tick = Duration.ZERO;
    private long numbers;
    private int inFlight;
    private int mostInFlight;
    private int closed;
    private Duration connecting = Duration.ZERO;

    World(Server server) {
        this(server, 42);
    }

    /** @param seed of the jitter */
    World(Server server, long seed) {
        this.server = server;
        this.random = new SplittableRandom(seed);
    }

    /** The first request, and each one over a new connection, takes that much longer. */
    World connecting(Duration time) {
        connecting = time;
        return this;
    }

    /** A waiter that lives here. */
    Waiter waiter(WaiterBuilder settings) {
        return waiter(settings, ready::add);
    }

    /** @param workers where requests are sent, and the calls of a backend are made */
    Waiter waiter(WaiterBuilder settings, Executor workers) {
        WaiterThreads threads = new WaiterThreads(workers, ready::add);
        WaiterCalls calls = new WaiterCalls(
                settings.copy(settings.backend),
                this::nanoTime,
                this::wallClock,
                random::nextDouble,
                this,
                threads,
                () -> closed++);
        loops.add(calls.loop());
        return new Waiter(calls);
    }

    /** Lets everything happen up to that much later. */
    World pass(Duration time) {
        Duration end = now.plus(time);
        while (true) {
            Duration idle = settle();
            Due next = timers.peek();
            Duration at = next == null ? null : next.at;
            if (idle != null && (at == null || now.plus(idle).compareTo(at) < 0)) {
                at = now.plus(idle);
            }
            if (at == null || at.compareTo(end) > 0) {
                now = end.compareTo(now) > 0 ? end : now;
                return this;
            }
            now = at.compareTo(now) > 0 ? at : now;
            if (next != null && next.at.compareTo(now) <= 0) {
                timers.remove();
                next.task.run();
            }
        }
    }

    /** Lets everything happen that happens now. Returns how long nothing is due; null if nothing ever is. */
    private @Nullable Duration settle() {
        Duration idle = null;
        do {
            for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
                task.run();
            }
            idle = null;
            for (WaitLoop loop : loops) {
                Duration next = loop.turn();
                idle = next != null && (idle == null || next.compareTo(idle) < 0) ? next : idle;
            }
        } while (!ready.isEmpty() || idle != null && idle.compareTo(Duration.ZERO) <= 0);
        return idle;
    }

    /** The process is stopped for that long: time passes, and nothing happens meanwhile. */
    World sleep(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** The same, but responses that come meanwhile are read before anything else happens. */
    World sleepWhileResponsesCome(Duration time) {
        now = now.plus(time);
        for (Due next = timers.peek(); next != null && next.at.compareTo(now) <= 0; next = timers.peek()) {
            timers.remove();
            next.task.run();
        }
        return this;
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

    /** Waiters that have closed their connections. */
    int closed() {
        return closed;
    }

    /** Timers that are set, after all that happens now has happened. */
    int timers() {
        settle();
        return loops.stream().mapToInt(WaitLoop::pendingTimers).sum();
    }

    /** From now on time passes while it is read. */
    void ticks(Duration eachTime) {
        tick = eachTime;
    }

    Instant wallClock() {
        return BEGINNING.plus(now);
    }

    private long nanoTime() {
        now = now.plus(tick);
        return now.toNanos();
    }

    private Runnable schedule(Duration at, Runnable task) {
        Due due = new Due(at, numbers++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public CompletableFuture<Response> send(HttpRequest request, int maxBytes, Reuse reuse) {
        sent.add(new Sent(since(), request, reuse));
        CompletableFuture<Response> response = new CompletableFuture<>();
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        response.whenComplete((done, problem) -> inFlight--);
        Reply reply = server.answer(request, since());
        if (reply != null) {
            boolean connects = sent.size() == 1 || reuse == Reuse.NEW;
            schedule(now.plus(reply.after).plus(connects ? connecting : Duration.ZERO), () -> {
                if (reply.body.length() > maxBytes) {
                    response.completeExceptionally(new TransportException(
                            TransportProblem.ProblemKind.TOO_LONG, "the response is too long", null));
                } else if (reply.status < 0) {
                    response.completeExceptionally(new ConnectException());
                } else if (reply.status == 0) {
                    response.completeExceptionally(new IOException("connection reset"));
                } else {
                    response.complete(reply.response());
                }
            });
        }
        return response;
    }
}
