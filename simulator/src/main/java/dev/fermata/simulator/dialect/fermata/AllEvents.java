package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Held;
import dev.fermata.simulator.http.Later;
import dev.fermata.simulator.http.Reply;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Stream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * {@code GET /v1/events}: every change of every job from now on, or from where the reader was before.
 *
 * <p>Jobs are followed only while somebody reads, and a while longer, so that who lost the connection can go on. To be
 * used on the event loop.
 */
final class AllEvents implements Endpoint {

    /** How long, by the simulator's clock, events are collected after the last reader has left. */
    private static final long LINGER = Duration.ofMinutes(5).toNanos() / 1_000;

    private final AllJobs jobs;
    private final SimulatorClock clock;
    private final Executor loop;
    private final EventLog log = new EventLog();
    private final Set<Stream> readers = new LinkedHashSet<>();
    private Cancellable end = () -> false;
    private boolean closed;

    AllEvents(AllJobs jobs, SimulatorClock clock, Executor loop) {
        this.jobs = jobs;
        this.clock = clock;
        this.loop = loop;
    }

    @Override
    public Answer answer(Request request) {
        if (Events.isHead(request)) {
            return Events.HEAD;
        }
        String known = request.header("last-event-id");
        long from = known != null && known.matches("[0-9]{1,18}") ? Long.parseLong(known) : Long.MAX_VALUE;
        return (Later) reply -> open(reply, from);
    }

    /** Nothing is followed any more, whoever comes or leaves. */
    void close() {
        closed = true;
        end.cancel();
        rest();
    }

    private void rest() {
        jobs.stop();
        log.clear();
    }

    private Held open(Reply reply, long from) {
        end.cancel();
        if (!closed) {
            jobs.follow(this::tell);
        }
        Stream stream = reply.stream(Events.HEAD, Events.HEARTBEAT);
        if (log.knowsAllAfter(from)) {
            stream.write(log.after(from));
        } else if (from != Long.MAX_VALUE) {
            stream.write(Events.event(Long.toString(log.next() - 1), "gap", "{}".getBytes(US_ASCII)));
        }
        readers.add(stream);
        return new Held() {
            @Override
            public void gone() {
                leave(stream);
            }

            @Override
            public void hurry() {
                leave(stream);
                stream.end();
            }
        };
    }

    private void leave(Stream stream) {
        readers.remove(stream);
        if (readers.isEmpty() && !closed) {
            end = clock.schedule(clock.micros() + LINGER, loop, this::rest);
        }
    }

    private void tell(String type, byte[] json) {
        byte[] event = Events.event(Long.toString(log.next()), type, json);
        log.add(event);
        // Whoever is cut off meanwhile leaves the set.
        List.copyOf(readers).forEach(reader -> reader.write(event));
    }
}
