package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.dialect.ServerSentEvents;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.fermata.AllEventsEndpoint.EventLog.Event;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.ResponseStream;
import dev.fermata.simulator.http.ResponseWriter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/events}: every change of every job, from now on or from the event in {@code Last-Event-ID} on.
 *
 * <p>Jobs are followed only while there is a reader, and some minutes longer. So a reader that lost its connection can continue. To be used on the event loop.
 */
final class AllEventsEndpoint implements Endpoint {

    /** How long events are collected after the last reader has left, by the simulator's clock. */
    private static final long AFTER_THE_LAST = Duration.ofMinutes(5).toNanos() / 1_000;

    private static final long FROM_NOW = Long.MAX_VALUE;
    /** The id is not from this server. The reader may have missed any number of events. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final JobJson json;
    private final AllJobsFollower jobs;
    private final VirtualClock clock;
    private final Executor loop;
    private final EventLog log = new EventLog();
    private final Set<Reader> readers = new LinkedHashSet<>();
    private Cancellable end = () -> false;
    private boolean closed;

    AllEventsEndpoint(Services services, JobJson json) {
        this.json = json;
        jobs = new AllJobsFollower(services, json);
        clock = services.clock();
        loop = services.loop();
    }

    @Override
    public Answer answer(Request request) {
        if (ServerSentEvents.isHead(request)) {
            return ServerSentEvents.HEAD;
        }
        String known = request.header("last-event-id");
        long from = known == null || known.isBlank() ? FROM_NOW : number(known);
        String root = json.linked(request).root();
        return (DeferredResponse) writer -> open(writer, from, root);
    }

    private static long number(String known) {
        return known.matches("[0-9]{1,18}") ? Long.parseLong(known) : UNKNOWN;
    }

    /** Stops following jobs, and never starts again. */
    void close() {
        closed = true;
        end.cancel();
        stopFollowing();
    }

    private void stopFollowing() {
        jobs.stop();
        log.clear();
    }

    private HeldRequest open(ResponseWriter writer, long known, String root) {
        end.cancel();
        Reader reader = new Reader(writer, known == FROM_NOW ? log.next() - 1 : known, root);
        readers.add(reader);
        if (!closed) {
            jobs.follow(this::tell, reader::begin);
        }
        return reader;
    }

    private void leave(Reader reader) {
        if (readers.remove(reader) && readers.isEmpty() && !closed) {
            end = clock.schedule(clock.micros() + AFTER_THE_LAST, loop, this::stopFollowing);
        }
    }

    private void tell(String type, byte[] data) {
        Event event = new Event(ServerSentEvents.event(Long.toString(log.next()), type, data));
        log.add(event);
        // A reader that is cut off while this runs leaves the set.
        List.copyOf(readers).forEach(reader -> reader.write(event));
    }

    /** One stream. Its head is sent once all jobs are followed, so after the head no change comes late. */
    private final class Reader implements HeldRequest {

        private final ResponseWriter writer;
        private final long known;
        private final String root;
        private @Nullable ResponseStream stream;

        Reader(ResponseWriter writer, long known, String root) {
            this.writer = writer;
            this.known = known;
            this.root = root;
        }

        private void begin() {
            if (stream != null || !writer.open()) {
                return;
            }
            ResponseStream begun = writer.stream(ServerSentEvents.HEAD, ServerSentEvents.HEARTBEAT);
            stream = begun;
            begun.write(
                    log.knowsAllAfter(known)
                            ? log.after(known, root)
                            : ServerSentEvents.event(Long.toString(log.next() - 1), "gap", "{}".getBytes(US_ASCII)));
        }

        private void write(Event event) {
            if (stream != null) {
                stream.write(event.linked(root));
            }
        }

        @Override
        public void disconnected() {
            leave(this);
        }

        @Override
        public void answerNow() {
            leave(this);
            begin();
            if (stream != null) {
                stream.end();
            }
        }
    }

    /** The last events of all jobs in order, numbered. */
    static final class EventLog {

        private static final int MOST = 5_000;
        private static final long MOST_BYTES = 4L * 1024 * 1024;

        private final ArrayDeque<Event> events = new ArrayDeque<>();
        private long bytes;
        /** The number of the first event in this log; if the log is empty, of the next one. */
        private long first = 1;

        /** The number that the next event gets. */
        long next() {
            return first + events.size();
        }

        void add(Event event) {
            events.add(event);
            bytes += event.bytes().length;
            while (events.size() > MOST || bytes > MOST_BYTES) {
                bytes -= events.remove().bytes().length;
                first++;
            }
        }

        /** Whether the log has every event after that one. */
        boolean knowsAllAfter(long number) {
            return number + 1 >= first && number < next();
        }

        /**
         * The bytes of all events in the log after that one.
         *
         * @param root what links begin with
         */
        byte[] after(long number, String root) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            events.stream()
                    .skip(Math.max(0, number + 1 - first))
                    .forEach(event -> joined.writeBytes(event.linked(root)));
            return joined.toByteArray();
        }

        /** Removes all events. Changes from now until the next event are not in the log. */
        void clear() {
            // One number is left out on purpose: a reader that has the last event must learn that it may have missed
            // some.
            first = next() + 1;
            events.clear();
            bytes = 0;
        }

        /** One event, as {@link JobJson#forAll} writes it. */
        record Event(byte[] bytes) {

            /** @param root what links begin with */
            byte[] linked(String root) {
                String text = new String(bytes, UTF_8);
                return text.contains(JobJson.ANYWHERE)
                        ? text.replace(JobJson.ANYWHERE, root).getBytes(UTF_8)
                        : bytes;
            }
        }
    }
}
