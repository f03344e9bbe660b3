package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.BodyBudget;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestDecoder;
import dev.fermata.simulator.http.decode.RequestHeads;
import dev.fermata.simulator.http.field.DateField;
import dev.fermata.simulator.http.output.OutputBudget;
import dev.fermata.simulator.text.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
final class Connection extends ChannelInboundHandlerAdapter implements RequestDecoder.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private final Endpoint endpoint;
    private final HttpLimits limits;
    private final BodyBudget.Share bodies;
    final ConnectionOutput output;
    /** The request that is being read. */
    private @Nullable IncomingRequest incoming;
    /** Where the answer goes that is awaited. */
    private @Nullable ResponseWriter awaited;

    private boolean peerEnded;
    /** What is written is flushed when all that came in together is answered. */
    private boolean reading;
    /** What goes out is changed on its way, which may take its time. */
    private boolean bytesAltered;

    Connection(Endpoint endpoint, HttpLimits limits, DateField date, OutputBudget budget, BodyBudget bodies) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.bodies = new BodyBudget.Share(bodies);
        output = new ConnectionOutput(date, new OutputBudget.Share(budget));
    }

    /** Not while an answer is awaited, nor while the peer reads none. */
    @Override
    public boolean takesMore(Channel channel) {
        return awaited == null && channel.isWritable();
    }

    @Override
    public boolean isOver() {
        return output.isOver();
    }

    @Override
    public void moreCame() {
        output.moreCame();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        try {
            if (!output.isOver() && message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (message instanceof HttpContent content && incoming != null) {
                body(context, content, incoming);
            }
        } finally {
            ReferenceCountUtil.release(message);
            bodies.update(incoming == null ? 0 : incoming.size());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        output.flush(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            resume(context);
            output.flush(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ResponseWriter reply = awaited;
        awaited = null;
        incoming = null;
        bodies.update(0);
        output.closed();
        if (reply != null && reply.held != null) {
            reply.held.disconnected();
        }
    }

    /**
     * The peer has ended its side. It may wait for its answer, or be gone: TCP does not tell before something is sent to it.
     * The first byte is refused by a peer that is gone, and the next one finds that out; near peers are as fast as that.
     */
    @Override
    public void peerEnded() {
        peerEnded = true;
        probe();
        probe();
    }

    private void probe() {
        if (awaited != null) {
            awaited.probe(bytesAltered);
        }
    }

    /** All that the peer sent is read, and it sends no more. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        output.inputEnded(context);
        if (bytesAltered) {
            context.close(); // Nothing else can be sent that shows whether the peer is gone.
        } else if (incoming != null) {
            refuse(context, InvalidRequestException.incomplete(), incoming.head());
            context.flush();
        } else if (awaited == null && !output.isOver()) {
            // Behind the answers that are still on their way.
            output.endAfter(context.writeAndFlush(Unpooled.EMPTY_BUFFER), context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        // Mostly resets by the peer. Nothing on this connection can be trusted any more.
        LOG.debug("connection {} broke: {}", context.channel(), Printable.clean(problem.toString()));
        boolean full = HttpServer.outOfMemory(context.channel(), problem);
        if (full || problem instanceof IOException || awaited != null || output.isOver()) {
            context.close();
        } else {
            incoming = null;
            output.write(context, Refusals.mistake("connection " + context.channel(), problem), false, false, 0);
            context.flush();
        }
    }

    /** The server stops: whatever is asked next, its answer says that it is the last. */
    void lastOne() {
        output.drain();
    }

    /** Closes at once when idle, else after the answer under way. */
    void drain(ChannelHandlerContext context) {
        output.drain();
        if (awaited != null && awaited.held != null) {
            awaited.attempt(awaited.held::answerNow);
        } else if (incoming == null && output.isIdle()) {
            context.close();
        }
    }

    /** Whether the peer has let so long pass without a complete request: idle, or too slow to be honest. */
    boolean isStale(long now) {
        return output.lingersLonger(limits.linger(), now)
                || awaited == null && !bytesAltered && output.isQuietFor(limits.quiet(), now);
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        try {
            RequestHeads.check(request, limits);
            incoming = new IncomingRequest(request);
            if (RequestHeads.awaitsContinue(request)) {
                HttpServer.underTheCodec(context).writeAndFlush(ResponseStream.proceed());
            }
        } catch (InvalidRequestException invalid) {
            refuse(context, invalid, request);
        }
    }

    private void body(ChannelHandlerContext context, HttpContent content, IncomingRequest request) {
        try {
            request.add(content, limits, bodies);
            if (content instanceof LastHttpContent) {
                incoming = null;
                answer(context, request);
            }
        } catch (InvalidRequestException invalid) {
            refuse(context, invalid, request.head());
        }
    }

    private void answer(ChannelHandlerContext context, IncomingRequest request) {
        Answer answer = ResponseWriter.answerOf(endpoint, request.whole(context.channel()));
        if (answer instanceof Response response) {
            output.write(context, response, request.keepsAlive(), request.isHead(), 0);
        } else if (answer instanceof DeferredResponse later) {
            await(new ResponseWriter(this, context, request), later);
        }
    }

    private void await(ResponseWriter reply, DeferredResponse later) {
        awaited = reply;
        HeldRequest held = reply.begin(later);
        if (awaited == reply) {
            reply.held = held;
            if (output.isDraining()) {
                reply.attempt(held::answerNow);
            } else if (peerEnded) {
                peerEnded();
            }
        }
    }

    /** From here on the last answer is under way, however long it takes. */
    void alterBytes(ChannelHandlerContext context, ChannelHandler handler) {
        bytesAltered = true;
        context.pipeline().addFirst(handler);
    }

    /** Lets who waits know, and notices who does not, when nothing was sent for a while. */
    void beat(long now) {
        if (peerEnded) {
            probe();
        } else if (awaited != null
                && awaited.stream != null
                && output.isQuietFor(limits.quiet().dividedBy(4), now)) {
            awaited.stream.beat();
        }
    }

    boolean awaits(ResponseWriter reply) {
        return awaited == reply;
    }

    void answer(ResponseWriter reply, Response response) {
        if (awaited == reply) {
            awaited = null;
            output.write(reply.context, response, reply.keepAlive, reply.headOnly, reply.ahead);
            goOn(reply);
        }
    }

    /** The last bytes of a stream, if it is still awaited. */
    void finish(ResponseWriter reply, ByteBuf bytes) {
        if (awaited == reply) {
            awaited = null;
            output.endAfter(HttpServer.underTheCodec(reply.context).writeAndFlush(bytes), reply.context);
            goOn(reply);
        }
    }

    /** Something is sent, bit by bit; says whether so much may wait to be read. */
    boolean allows(long unread) {
        output.sending();
        return unread <= limits.unread();
    }

    /** After an answer that was awaited: flushes it, and takes what came in meanwhile. */
    private void goOn(ResponseWriter reply) {
        boolean answeredAtOnce = reply.held == null;
        if (answeredAtOnce) {
            // The caller that began this request goes on with the next one by itself.
            return;
        }
        resume(reply.context);
        if (!reading) {
            output.flush(reply.context);
        }
    }

    private void resume(ChannelHandlerContext context) {
        ChannelHandlerContext under = HttpServer.underTheCodec(context);
        boolean before = reading;
        try {
            ((RequestDecoder) under.handler()).resume(under);
        } catch (Throwable problem) {
            exceptionCaught(context, problem);
        }
        reading = before;
    }

    /** The connection ends with the answer. */
    private void refuse(ChannelHandlerContext context, InvalidRequestException invalid, HttpRequest request) {
        incoming = null;
        output.write(context, Refusals.of(invalid), false, IncomingRequest.isHead(request), 0);
    }
}
