package dev.fermata.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: takes its requests one after the other, checks them, and sends the answers. Lives on one event loop. */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final ByteBuf CONTINUE = Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII));

    private final Endpoint endpoint;
    private final HttpLimits limits;
    private @Nullable HttpRequest head;
    private long bodyBytes;
    /** The server stops: the next answer is the last. */
    private boolean draining;
    /** The last answer is out; whatever still comes in is ignored. */
    private boolean done;

    private long quietSince = System.nanoTime();

    Connection(Endpoint endpoint, HttpLimits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (done) {
                return;
            }
            if (message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (message instanceof HttpContent content && head != null) {
                body(context, content, head);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        // Mostly resets by the peer. Whatever it was, nothing on this connection can be trusted any more.
        LOG.debug("connection {} broke: {}", context.channel(), problem.toString());
        context.close();
    }

    /** Closes at once when idle, else after the answer under way. */
    void drain(ChannelHandlerContext context) {
        draining = true;
        if (head == null) {
            context.close();
        }
    }

    /** Whether the peer has let so long pass without a complete request: idle, or too slow to be honest. */
    boolean isStale(long now) {
        return now - quietSince > limits.quiet().toNanos();
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        head = request;
        bodyBytes = 0;
        if (request.decoderResult().isFailure()) {
            refuse(context, Refusals.undecodable(request.decoderResult().cause(), limits));
        } else if (!HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                && !HttpVersion.HTTP_1_0.equals(request.protocolVersion())) {
            refuse(context, Refusals.version(request.protocolVersion()));
        } else if (!hasOneHost(request)) {
            refuse(context, Refusals.host());
        } else if (HttpUtil.isContentLengthSet(request) && HttpUtil.getContentLength(request, 0L) > limits.body()) {
            refuse(context, Refusals.bodyTooLong(limits));
        } else if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            expect(context, request);
        }
    }

    private void expect(ChannelHandlerContext context, HttpRequest request) {
        if (HttpUtil.is100ContinueExpected(request)) {
            HttpServer.underTheCodec(context).writeAndFlush(CONTINUE.duplicate());
        } else {
            refuse(context, Refusals.expectation());
        }
    }

    /** Bodies are read, so that the connection stays usable, and thrown away. */
    private void body(ChannelHandlerContext context, HttpContent content, HttpRequest request) {
        bodyBytes += content.content().readableBytes();
        if (content.decoderResult().isFailure()) {
            refuse(context, Refusals.undecodable(content.decoderResult().cause(), limits));
        } else if (bodyBytes > limits.body()) {
            refuse(context, Refusals.bodyTooLong(limits));
        } else if (content instanceof LastHttpContent) {
            send(context, request, endpoint.answer(Request.of(request)), HttpUtil.isKeepAlive(request));
        }
    }

    /** Where a request went wrong nobody knows where the next one begins, so the connection ends with the answer. */
    private void refuse(ChannelHandlerContext context, Response response) {
        if (head != null) {
            send(context, head, response, false);
        }
    }

    private void send(ChannelHandlerContext context, HttpRequest request, Response response, boolean keepAlive) {
        head = null;
        quietSince = System.nanoTime();
        boolean stays = keepAlive && !draining;
        boolean headOnly = "HEAD".equals(request.method().name());
        ByteBuf bytes = response.bytes(context.alloc(), stays, headOnly);
        ChannelFuture sent = HttpServer.underTheCodec(context).write(bytes);
        if (!stays) {
            done = true;
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static boolean hasOneHost(HttpRequest request) {
        Iterator<? extends CharSequence> hosts = request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return HttpVersion.HTTP_1_0.equals(request.protocolVersion());
        }
        hosts.next();
        return !hosts.hasNext();
    }
}
