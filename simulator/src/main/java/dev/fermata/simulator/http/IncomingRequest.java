package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.decode.RequestTarget;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

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
}
