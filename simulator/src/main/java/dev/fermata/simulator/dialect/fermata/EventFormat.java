package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpMethod;

/** Server-sent events, as the HTML standard has them. */
final class EventFormat {

    static final Response HEAD = Response.streamed("text/event-stream", "x-accel-buffering", "no");
    static final byte[] HEARTBEAT = ":\n\n".getBytes(US_ASCII);

    private EventFormat() {}

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
}
