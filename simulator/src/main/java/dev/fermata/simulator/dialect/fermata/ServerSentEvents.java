package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;

/** Server-sent events, as the HTML standard defines them. */
final class ServerSentEvents {

    static final Response HEAD = Response.streamed("text/event-stream", "x-accel-buffering", "no");
    static final byte[] HEARTBEAT = ":\n\n".getBytes(US_ASCII);

    private ServerSentEvents() {}

    /** Whether the client wants the head alone, so no stream has to begin. */
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

    /** One event, for readers with and without prefix. Nearly always both get the same bytes. */
    record Event(byte[] plain, byte[] prefixed) {

        byte[] bytes(boolean ofPrefix) {
            return ofPrefix ? prefixed : plain;
        }

        int size() {
            return plain == prefixed ? plain.length : plain.length + prefixed.length;
        }
    }

    /** The last events of all jobs in order, numbered. */
    static final class Log {

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
            bytes += event.size();
            while (events.size() > MOST || bytes > MOST_BYTES) {
                bytes -= events.remove().size();
                first++;
            }
        }

        /** Whether the log has every event after that one. */
        boolean knowsAllAfter(long number) {
            return number + 1 >= first && number < next();
        }

        /** The bytes of all events in the log after that one. */
        byte[] after(long number, boolean prefixed) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            events.stream()
                    .skip(Math.max(0, number + 1 - first))
                    .forEach(event -> joined.writeBytes(event.bytes(prefixed)));
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
    }
}
