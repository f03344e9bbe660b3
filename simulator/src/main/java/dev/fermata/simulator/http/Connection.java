package dev.fermata.simulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: takes its requests one after the other, checks them, and sends the answers. Lives on one event loop. */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Endpoint endpoint;
    private final HttpLimits limits;
    private final DateField date;
    private final ConnectionEnd end = new ConnectionEnd();
    /** The request that is being read. */
    private @Nullable IncomingRequest incoming;
    /** Where the answer goes that is awaited. */
    private @Nullable Reply awaited;
    /** What is written is flushed when all that came in together is answered. */
    private boolean reading;
    /** What goes out is changed on its way, which may take its time. */
    private boolean spoiled;
    /** The peer sends no more; what it sent before may not all be read. */
    private boolean peerEnded;

    private long quietSince = System.nanoTime();

    Connection(Endpoint endpoint, HttpLimits limits, DateField date) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.date = date;
    }

    ConnectionEnd end() {
        return end;
    }

    /** Whether the next request may be read: not while an answer is awaited, nor while the peer reads none. */
    boolean takesMore(Channel channel) {
        return awaited == null && channel.isWritable();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        try {
            if (!end.isOver() && message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (message instanceof HttpContent content && incoming != null) {
                body(context, content, incoming);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            resume(context);
            context.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Reply reply = awaited;
        awaited = null;
        incoming = null;
        end.begin();
        if (reply != null && reply.held != null) {
            reply.held.gone();
        }
    }

    /**
     * The peer has ended its side. It may wait for its answer, or be gone: TCP does not tell before something is sent to it.
     * The first byte is refused by a peer that is gone, and the next one finds that out; near peers are as fast as that.
     */
    void peerEnded() {
        peerEnded = true;
        probe();
        probe();
    }

    private void probe() {
        if (awaited != null) {
            awaited.probe(spoiled);
        }
    }

    /** All that the peer sent is read, and it sends no more. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        end.inputEnded(context);
        if (spoiled) {
            // Nothing tells whether the peer is gone, for nothing can be sent besides.
            context.close();
        } else if (incoming != null) {
            refuse(context, Refusals.incomplete(), incoming.head());
            context.flush();
        } else if (awaited == null && !end.isOver()) {
            // Behind the answers that are still on their way.
            end.after(context.writeAndFlush(Unpooled.EMPTY_BUFFER), context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        // Mostly resets by the peer. Whatever it was, nothing on this connection can be trusted any more.
        LOG.debug("connection {} broke: {}", context.channel(), problem.toString());
        if (problem instanceof IOException || awaited != null || end.isOver()) {
            context.close();
        } else {
            refuse(context, Refusals.mistake("connection " + context.channel(), problem), null);
            context.flush();
        }
    }

    /** The server stops: whatever is asked next, its answer says that it is the last. */
    void lastOne() {
        end.drain();
    }

    /** Closes at once when idle, else after the answer under way. */
    void drain(ChannelHandlerContext context) {
        end.drain();
        if (awaited != null && awaited.held != null) {
            awaited.attempt(awaited.held::hurry);
        } else if (incoming == null && end.isIdle()) {
            context.close();
        }
    }

    /** Whether the peer has let so long pass without a complete request: idle, or too slow to be honest. */
    boolean isStale(long now) {
        return end.lingersLonger(limits.linger(), now)
                || awaited == null
                        && !spoiled
                        && now - quietSince > limits.quiet().toNanos();
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        try {
            RequestHeads.check(request, limits);
            incoming = new IncomingRequest(request);
        } catch (RefusedException refused) {
            refuse(context, refused.response(), request);
            return;
        }
        if (RequestHeads.awaitsContinue(request)) {
            HttpServer.underTheCodec(context).writeAndFlush(Chunks.proceed());
        }
    }

    private void body(ChannelHandlerContext context, HttpContent content, IncomingRequest request) {
        if (content.decoderResult().isFailure()) {
            refuse(context, Refusals.undecodableBody(content.decoderResult().cause(), limits), request.head());
            return;
        }
        request.add(content.content());
        if (request.size() > limits.body()) {
            refuse(context, Refusals.bodyTooLong(limits), request.head());
        } else if (content instanceof LastHttpContent) {
            incoming = null;
            answer(context, request);
        }
    }

    private void answer(ChannelHandlerContext context, IncomingRequest request) {
        Answer answer = Reply.answerOf(endpoint, request.whole(context.channel()));
        if (answer instanceof Response response) {
            send(context, response, request.keepsAlive(), request.isHead(), 0);
        } else if (answer instanceof Later later) {
            await(new Reply(this, context, request.keepsAlive(), request.isHead(), request.takesChunks()), later);
        }
    }

    private void await(Reply reply, Later later) {
        awaited = reply;
        Held held = reply.begin(later);
        if (awaited == reply) {
            reply.held = held;
            if (end.isDraining()) {
                reply.attempt(held::hurry);
            } else if (peerEnded) {
                peerEnded();
            }
        }
    }

    /** From here on the last answer is under way, however long it takes. */
    void spoil(ChannelHandlerContext context, ChannelHandler handler) {
        spoiled = true;
        context.pipeline().addFirst(handler);
    }

    /** Lets who waits know, and notices who does not, when nothing was sent for a while. */
    void beat(long now) {
        if (peerEnded) {
            probe();
        } else if (awaited != null
                && awaited.stream != null
                && now - quietSince > limits.quiet().toNanos() / 4) {
            awaited.stream.beat();
        }
    }

    boolean awaits(Reply reply) {
        return awaited == reply;
    }

    void answer(Reply reply, Response response) {
        if (awaited == reply) {
            awaited = null;
            send(reply.context, response, reply.keepAlive, reply.headOnly, reply.ahead);
            goOn(reply);
        }
    }

    /** The head of a stream, which goes before its chunks. */
    ByteBuf head(Reply reply, Response start) {
        return start.bytes(reply.context.alloc(), date.line(), false, true).skipBytes(reply.ahead);
    }

    /** The last bytes of a stream, if it is still awaited. */
    void finish(Reply reply, ByteBuf bytes) {
        if (awaited == reply) {
            awaited = null;
            end.after(HttpServer.underTheCodec(reply.context).writeAndFlush(bytes), reply.context);
            goOn(reply);
        }
    }

    /** Something is sent, bit by bit; says whether so much may wait to be read. */
    boolean allows(long unread) {
        quietSince = System.nanoTime();
        return unread <= limits.unread();
    }

    /** After an answer that was awaited: flushes it, and takes what came in meanwhile. */
    private void goOn(Reply reply) {
        boolean answeredAtOnce = reply.held == null;
        if (answeredAtOnce) {
            // Whoever handed in this request goes on with the next one by itself.
            return;
        }
        resume(reply.context);
        if (!reading) {
            reply.context.flush();
        }
    }

    private void resume(ChannelHandlerContext context) {
        ChannelHandlerContext under = HttpServer.underTheCodec(context);
        boolean before = reading;
        try {
            ((RequestDecoder) under.handler()).resume(under);
        } catch (Exception problem) {
            exceptionCaught(context, problem);
        }
        reading = before;
    }

    /** Where a request went wrong nobody knows where the next one begins, so the connection ends with the answer. */
    private void refuse(ChannelHandlerContext context, Response response, @Nullable HttpRequest request) {
        incoming = null;
        send(context, response, false, request != null && IncomingRequest.isHead(request), 0);
    }

    /** @param ahead how many bytes of it are out */
    private void send(
            ChannelHandlerContext context, Response response, boolean keepAlive, boolean headOnly, int ahead) {
        quietSince = System.nanoTime();
        boolean stays = keepAlive && !end.isNear();
        ByteBuf bytes = response.bytes(context.alloc(), date.line(), stays, headOnly);
        ChannelFuture sent = HttpServer.underTheCodec(context).write(bytes.skipBytes(ahead));
        if (!stays) {
            end.after(sent, context);
        }
    }
}
