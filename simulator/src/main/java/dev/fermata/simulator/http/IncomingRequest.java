package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fermata.simulator.http.Request.ReceivedBody;
import dev.fermata.simulator.http.Request.ReceivedBody.Gap;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.decode.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is being read: its head is checked, its body comes in one piece, in many, or not at all. */
final class IncomingRequest {

    private final HttpRequest head;
    private final RequestTarget target;
    private final HttpLimits limits;
    private final KeptBody body;

    /**
     * @param limits of this request
     * @param most how many bytes of the body are kept. An upload may be longer: of a form, the content of long files is left out, of
     *     another body all but its beginning
     * @throws InvalidRequestException when its target is none
     */
    IncomingRequest(HttpRequest head, HttpLimits limits, long most) {
        this.head = head;
        this.target = RequestTarget.of(head.method(), head.uri());
        this.limits = limits;
        String separator = limits.body() <= most
                ? null
                : FormFilter.separator(head.headers().get(HttpHeaderNames.CONTENT_TYPE))
                        .orElse(null);
        body = new KeptBody(most, separator);
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
     * Adds to the body.
     *
     * @throws InvalidRequestException when it is no part of a body, the body is too long, or there is no room for it
     */
    void add(HttpContent part, RequestBudget.Share all) {
        if (part.decoderResult().isFailure()) {
            throw InvalidRequestException.undecodableBody(part.decoderResult().cause(), limits);
        }
        if (body.received() + part.content().readableBytes() > limits.body()) {
            throw InvalidRequestException.bodyTooLong(limits);
        }
        body.add(part.content(), all);
    }

    /** How many bytes are kept until now. */
    int size() {
        return body.size();
    }

    /** The request as endpoints see it; to be called once, when all of it is there. */
    Request whole(Channel channel) {
        return Request.of(head, target, body.whole(), channel);
    }

    /**
     * What is kept of a body that comes in pieces: its beginning, or of a form that is an upload what {@link FormFilter} keeps. However many
     * pieces there are, each byte is copied a bounded number of times.
     */
    static final class KeptBody {

        private static final byte[] NOTHING = {};

        private final long most;
        private final @Nullable FormFilter form;
        private byte[] bytes = NOTHING;
        private int size;
        private final List<Gap> gaps = new ArrayList<>(0);
        private long received;

        /**
         * @param most how many bytes are kept, if it is no form
         * @param separator of the parts of a form; null if it is none
         */
        KeptBody(long most, @Nullable String separator) {
            this.most = most;
            form = separator == null ? null : new FormFilter(separator, this, most);
        }

        /**
         * Adds all of these bytes.
         *
         * @throws InvalidRequestException when there is no room for them
         */
        void add(ByteBuf more, RequestBudget.Share all) {
            received += more.readableBytes();
            int start = more.readerIndex();
            if (form != null) {
                form.add(more, all);
            } else {
                keep(more, (int) Math.min(more.readableBytes(), most - size), all);
                leaveOut(more, more.readableBytes());
            }
            more.readerIndex(start);
        }

        void keep(ByteBuf from, int length, RequestBudget.Share all) {
            reserve(length, all);
            from.readBytes(bytes, size, length);
            size += length;
        }

        void keep(byte[] from, int start, int end, RequestBudget.Share all) {
            reserve(end - start, all);
            System.arraycopy(from, start, bytes, size, end - start);
            size += end - start;
        }

        private void reserve(int length, RequestBudget.Share all) {
            all.require(length);
            if (length > bytes.length - size) {
                // Exact for the first piece, which is often the last.
                bytes = Arrays.copyOf(bytes, size == 0 ? length : Math.max(size + length, 2 * size));
            }
        }

        void leaveOut(ByteBuf from, int length) {
            from.skipBytes(length);
            leaveOut(length);
        }

        void leaveOut(int length) {
            if (length > 0) {
                int last = gaps.size() - 1;
                long before = last >= 0 && gaps.get(last).at() == size
                        ? gaps.remove(last).bytes()
                        : 0;
                gaps.add(new Gap(size, before + length));
            }
        }

        /** The kept bytes from there on, as text with one character for each. */
        String textFrom(int start) {
            return new String(bytes, start, size - start, ISO_8859_1);
        }

        /** How many bytes are kept until now. */
        int size() {
            return size;
        }

        /** How many bytes have come until now. */
        long received() {
            return received;
        }

        /** To be called once, when all of it is there. */
        ReceivedBody whole() {
            byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
            return new ReceivedBody(whole, gaps.isEmpty() ? List.of() : List.copyOf(gaps), received);
        }
    }
}
