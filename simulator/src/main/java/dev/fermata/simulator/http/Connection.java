package dev.fermata.simulator.http;

import dev.fermata.simulator.text.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
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
import java.util.ArrayDeque;
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
    /** The request that is being read. */
    private @Nullable HttpRequest head;

    private byte[] body = Body.NONE;
    /** Where the answer goes that is awaited. */
    private @Nullable ResponseWriter awaited;
    /** What came in meanwhile. */
    private @Nullable ArrayDeque<Object> waiting;
    /** What is written is flushed when all that came in together is answered. */
    private boolean reading;
    /** The server stops: the next answer is the last. */
    private boolean draining;
    /** What goes out is changed on its way, which may take its time. */
    private boolean bytesAltered;
    /** The last answer is out; whatever still comes in is ignored. */
    private boolean done;

    private long quietSince = System.nanoTime();

    Connection(Endpoint endpoint, HttpLimits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        if (awaited == null && waiting == null && context.channel().isWritable()) {
            take(context, message);
            return;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            // Only now: whoever sends nothing meanwhile is read from, so that it is noticed when it goes.
            context.channel().config().setAutoRead(false);
        }
        waiting.add(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        context.flush();
    }

    /** Whoever asks and asks and reads no answer is not listened to until it does. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            takeWaiting(context);
            context.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ResponseWriter reply = awaited;
        awaited = null;
        done = true;
        if (waiting != null) {
            waiting.forEach(ReferenceCountUtil::release);
            waiting = null;
        }
        if (reply != null && reply.held != null) {
            reply.held.disconnected();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        // Mostly resets by the peer. Whatever it was, nothing on this connection can be trusted any more.
        LOG.debug("connection {} broke: {}", context.channel(), Printable.clean(problem.toString()));
        context.close();
    }

    /** The server stops: whatever is asked next, its answer says that it is the last. */
    void lastOne() {
        draining = true;
    }

    /** Closes at once when idle, else after the answer under way. */
    void drain(ChannelHandlerContext context) {
        draining = true;
        if (awaited != null && awaited.held != null) {
            awaited.held.answerNow();
        } else if (head == null) {
            context.close();
        }
    }

    /** Whether the peer has let so long pass without a complete request: idle, or too slow to be honest. */
    boolean isStale(long now) {
        return awaited == null
                && !bytesAltered
                && now - quietSince > limits.quiet().toNanos();
    }

    private void take(ChannelHandlerContext context, Object message) {
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

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        head = request;
        body = Body.NONE;
        Response refusal = Refusals.of(request, limits);
        if (refusal != null) {
            refuse(context, refusal);
        } else if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            HttpServer.underTheCodec(context).writeAndFlush(CONTINUE.duplicate());
        }
    }

    private void body(ChannelHandlerContext context, HttpContent content, HttpRequest request) {
        if (content.decoderResult().isFailure()) {
            refuse(context, Refusals.undecodable(content.decoderResult().cause(), limits));
            return;
        }
        body = Body.with(body, content.content());
        if (body.length > limits.body()) {
            refuse(context, Refusals.bodyTooLong(limits));
        } else if (content instanceof LastHttpContent) {
            answer(context, request);
        }
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        Answer answer = ask(endpoint, Request.of(request, body, context.channel()));
        body = Body.NONE;
        head = null;
        boolean headOnly = "HEAD".equals(request.method().name());
        if (answer instanceof Response response) {
            send(context, response, HttpUtil.isKeepAlive(request), headOnly);
        } else if (answer instanceof DeferredResponse later) {
            boolean chunked = HttpVersion.HTTP_1_1.equals(request.protocolVersion());
            await(new ResponseWriter(this, context, HttpUtil.isKeepAlive(request), headOnly, chunked), later);
        }
    }

    static Answer ask(Endpoint endpoint, Request request) {
        try {
            return endpoint.answer(request);
        } catch (RefusedException refused) {
            return refused.response();
        } catch (RuntimeException mistake) {
            LOG.error(
                    "{} {} failed",
                    request.head().method(),
                    Printable.cut(request.path(), 500),
                    Printable.clean(mistake));
            return Refusals.mistake();
        }
    }

    private void await(ResponseWriter reply, DeferredResponse later) {
        awaited = reply;
        HeldRequest held = reply.begin(later);
        if (awaited == reply) {
            reply.held = held;
            if (draining) {
                held.answerNow();
            }
        }
    }

    /** From here on the last answer is under way, however long it takes. */
    void alterBytes(ChannelHandlerContext context, ChannelHandler handler) {
        bytesAltered = true;
        context.pipeline().addFirst(handler);
    }

    /** Lets who reads a stream know, and notices who does not, when nothing was sent for a while. */
    void beat(long now) {
        if (awaited != null
                && awaited.stream != null
                && now - quietSince > limits.quiet().toNanos() / 4) {
            awaited.stream.beat();
        }
    }

    boolean awaits(ResponseWriter reply) {
        return awaited == reply;
    }

    void answer(ResponseWriter reply, Response response) {
        if (awaited == reply) {
            awaited = null;
            send(reply.context, response, reply.keepAlive, reply.headOnly);
            goOn(reply);
        }
    }

    /** The answer is under way and the last one here: nothing is awaited any more, and nothing is read. */
    boolean finish(ResponseWriter reply) {
        boolean mine = awaited == reply;
        if (mine) {
            awaited = null;
            done = true;
        }
        return mine;
    }

    /** Something is sent, bit by bit; says whether so much may wait to be read. */
    boolean allows(long unread) {
        quietSince = System.nanoTime();
        return unread <= limits.unread();
    }

    /** After an answer that was awaited: flushes it, and takes what came in meanwhile. */
    private void goOn(ResponseWriter reply) {
        boolean answeredAtOnce = reply.held == null;
        if (answeredAtOnce) {
            // Whoever handed in this request goes on with the next one by itself.
            return;
        }
        takeWaiting(reply.context);
        if (!reading) {
            reply.context.flush();
        }
    }

    private void takeWaiting(ChannelHandlerContext context) {
        while (awaited == null
                && waiting != null
                && !waiting.isEmpty()
                && context.channel().isWritable()) {
            take(context, waiting.remove());
        }
        if (awaited == null && waiting != null && waiting.isEmpty()) {
            waiting = null;
            context.channel().config().setAutoRead(true);
        }
    }

    /** Where a request went wrong nobody knows where the next one begins, so the connection ends with the answer. */
    private void refuse(ChannelHandlerContext context, Response response) {
        boolean headOnly = head != null && "HEAD".equals(head.method().name());
        head = null;
        body = Body.NONE;
        send(context, response, false, headOnly);
    }

    private void send(ChannelHandlerContext context, Response response, boolean keepAlive, boolean headOnly) {
        quietSince = System.nanoTime();
        boolean stays = keepAlive && !draining;
        ByteBuf bytes = response.bytes(context.alloc(), stays, headOnly);
        ChannelFuture sent = HttpServer.underTheCodec(context).write(bytes);
        if (!stays) {
            done = true;
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
