package dev.fermata.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** A request that is being read: its head is checked, its body is still to come. */
final class IncomingRequest {

    private final HttpRequest head;
    private final RequestTarget target;
    private final Body body = new Body();

    /** @throws RefusedException with 400 when its target is none */
    IncomingRequest(HttpRequest head) {
        this.head = head;
        this.target = RequestTarget.of(head.method(), head.uri());
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

    void add(ByteBuf more) {
        body.add(more);
    }

    int size() {
        return body.size();
    }

    /** The request as endpoints see it; to be called once, when all of it is there. */
    Request whole(Channel channel) {
        return Request.of(head, target, body.whole(), channel);
    }
}
