package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpMethod;

/** Server-sent events, as the HTML standard defines them. */
public final class ServerSentEvents {

    public static final Response HEAD = Response.streamed("text/event-stream", "x-accel-buffering", "no");
    public static final byte[] HEARTBEAT = ":\n\n".getBytes(US_ASCII);

    private ServerSentEvents() {}

    /** Whether the client wants the head alone, so no stream has to begin. */
    public static boolean isHead(Request request) {
        return HttpMethod.HEAD.equals(request.head().method());
    }

    /** @param json in one line */
    public static byte[] event(String id, String type, byte[] json) {
        return event("id: " + id + "\nevent: " + type + "\ndata: ", json);
    }

    /**
     * An event without id and type.
     *
     * @param json in one line
     */
    public static byte[] data(byte[] json) {
        return event("data: ", json);
    }

    private static byte[] event(String before, byte[] json) {
        byte[] head = before.getBytes(US_ASCII);
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }
}
