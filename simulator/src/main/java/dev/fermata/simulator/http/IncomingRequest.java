package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.decode.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Arrays;

/** A request that is being read: its head is checked, its body comes in one piece, in many, or not at all. */
final class IncomingRequest {

    private static final byte[] NOTHING = {};

    private final HttpRequest head;
    private final RequestTarget target;
    private final HttpLimits limits;
    private final long most;
    private byte[] body = NOTHING;
    private int size;
    /** The last bytes of an upload: a ring, in which the next byte replaces the oldest one. */
    private byte[] end = NOTHING;

    private long received;

    /**
     * @param limits of this request
     * @param most how many bytes of the body are kept; of an upload, which is longer, as many of its end are kept too, and the rest is only
     *     counted
     * @throws InvalidRequestException when its target is none
     */
    IncomingRequest(HttpRequest head, HttpLimits limits, long most) {
        this.head = head;
        this.target = RequestTarget.of(head.method(), head.uri());
        this.limits = limits;
        this.most = most;
    }

    HttpRequest head() {
        return head;
    }

    /** Never of HTTP/1.0, whose peers would want to be told in an answer (RFC 9112, section 9.3). */
    boolean keepsAlive() {
        return takesChunks() && HttpUtil.isKeepAlive(head);
    }

    boolean isHead() {
        return isHead(head);
    }

    static boolean isHead(HttpRequest head) {
        return HttpMethod.HEAD.equals(head.method());
    }

    /** Whether the peer knows chunks, which came with HTTP/1.1. */
    boolean takesChunks() {
        return HttpVersion.HTTP_1_1.equals(head.protocolVersion());
    }

    /**
     * Adds to the body. However many pieces there are, each byte is copied a bounded number of times.
     *
     * @throws InvalidRequestException when it is no part of a body, the body is too long, or there is no room for it
     */
    void add(HttpContent part, RequestBudget.Share all) {
        if (part.decoderResult().isFailure()) {
            throw InvalidRequestException.undecodableBody(part.decoderResult().cause(), limits);
        }
        ByteBuf more = part.content();
        received += more.readableBytes();
        if (received > limits.body()) {
            throw InvalidRequestException.bodyTooLong(limits);
        }
        int length = (int) Math.min(more.readableBytes(), most - size);
        all.require(length);
        if (length > body.length - size) {
            // Exact for the first piece, which is often the last.
            body = Arrays.copyOf(body, size == 0 ? length : Math.max(size + length, 2 * size));
        }
        more.getBytes(more.readerIndex(), body, size, length);
        size += length;
        if (more.readableBytes() > length) {
            addToEnd(more.skipBytes(length), all);
        }
    }

    private void addToEnd(ByteBuf more, RequestBudget.Share all) {
        if (end.length == 0) {
            all.require((int) most);
            end = new byte[(int) most];
        }
        long first = received - size - more.readableBytes();
        int skipped = Math.max(0, more.readableBytes() - end.length);
        more.skipBytes(skipped);
        int at = (int) ((first + skipped) % end.length);
        int before = Math.min(more.readableBytes(), end.length - at);
        more.readBytes(end, at, before).readBytes(end, 0, more.readableBytes());
    }

    /** How many bytes are kept until now. */
    int size() {
        return size + end.length;
    }

    /** The request as endpoints see it; to be called once, when all of it is there. */
    Request whole(Channel channel) {
        byte[] all = size == body.length ? body : Arrays.copyOf(body, size);
        return Request.of(head, target, all, end(), received, channel);
    }

    private byte[] end() {
        long after = received - size;
        if (after <= end.length) {
            return after == end.length ? end : Arrays.copyOf(end, (int) after);
        }
        int oldest = (int) (after % end.length);
        byte[] inOrder = Arrays.copyOfRange(end, oldest, oldest + end.length);
        System.arraycopy(end, 0, inOrder, end.length - oldest, oldest);
        return inOrder;
    }
}
