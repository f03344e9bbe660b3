package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;

/** Server-sent events, as the HTML standard has them. */
final class ServerSentEvents {

    static final Response HEAD = Response.streamed("text/event-stream", "x-accel-buffering", "no");
    static final byte[] HEARTBEAT = ":\n\n".getBytes(US_ASCII);

    private ServerSentEvents() {}

    /** Whether only the head is wanted: a stream that nobody reads need not begin. */
    static boolean isHead(Request request) {
        return HttpMethod.HEAD.equals(request.head().method());
    }

    /** @param json in one line */
    static byte[] event(String id, String type, byte[] json) {
        byte[] head = ("id: " + id + "\nevent: " + type + "\ndata: ").getBytes(US_ASCII);
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    static byte[] removed(String id, String job) {
        return event(id, "removed", ("{\"id\":\"" + job + "\"}").getBytes(UTF_8));
    }

    /** One event for all readers, whatever prefix they asked with: nearly always the same bytes. */
    record Event(byte[] plain, byte[] prefixed) {

        byte[] bytes(boolean ofPrefix) {
            return ofPrefix ? prefixed : plain;
        }

        int size() {
            return plain == prefixed ? plain.length : plain.length + prefixed.length;
        }
    }

    /** The last events of all jobs, numbered, in the order in which they happened. */
    static final class Log {

        private static final int MOST = 5_000;
        private static final long MOST_BYTES = 4L * 1024 * 1024;

        private final ArrayDeque<Event> events = new ArrayDeque<>();
        private long bytes;
        /** The number of the first event that is remembered, or that will be. */
        private long first = 1;

        /** The number that the next event gets. */
        long next() {
            return first + events.size();
        }

        void add(Event event) {
            events.add(event);
            bytes += event.size();
            while (events.size() > MOST || bytes > MOST_BYTES) {
                bytes -= events.remove().size();
                first++;
            }
        }

        /** Whether every event after that one is remembered. */
        boolean knowsAllAfter(long number) {
            return number + 1 >= first && number < next();
        }

        /** All remembered events after that one, one after the other. */
        byte[] after(long number, boolean prefixed) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            events.stream()
                    .skip(Math.max(0, number + 1 - first))
                    .forEach(event -> joined.writeBytes(event.bytes(prefixed)));
            return joined.toByteArray();
        }

        /** Forgets all; what happens from now on until the next event is added is not remembered either. */
        void clear() {
            // One number is lost on purpose: whoever knows the last event must learn that more may have happened.
            first = next() + 1;
            events.clear();
            bytes = 0;
        }
    }
}
