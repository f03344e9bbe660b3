package dev.fermata.simulator.http;

import dev.fermata.simulator.http.Route.LargeBody;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.decode.RequestDecoder;
import dev.fermata.simulator.http.decode.RequestHeads;
import dev.fermata.simulator.http.decode.RequestReceiver;
import dev.fermata.simulator.http.field.HttpDate.DateField;
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

/** One connection. It checks its requests, one after the other, and sends the responses. Used on one event loop. */
final class Connection extends ChannelInboundHandlerAdapter implements RequestReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private final Endpoint endpoint;
    private final HttpLimits limits;
    final RequestBudget.Share kept;
    final ConnectionOutput output;
    /** The request that is being read. */
    private @Nullable IncomingRequest incoming;
    /** Sends the pending response; null if no response is pending. */
    @Nullable
    ResponseWriter awaited;
    /** The client has ended its side. */
    private boolean peerEnded;
    /** Requests are being read. Their responses are flushed together afterwards. */
    private boolean reading;
    /** A fault changes or delays the bytes of the response. */
    private boolean bytesAltered;

    Connection(Endpoint endpoint, HttpLimits limits, DateField date, OutputBudget budget, RequestBudget requests) {
        this.endpoint = endpoint;
        this.limits = limits;
        kept = new RequestBudget.Share(requests);
        output = new ConnectionOutput(date, new OutputBudget.Share(budget));
    }

    /** Not while a response is pending, and not while the client does not read. */
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
            kept.body(incoming == null ? 0 : incoming.size());
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
        ResponseWriter writer = awaited;
        awaited = null;
        incoming = null;
        kept.close();
        output.closed();
        if (writer != null && writer.held != null) {
            writer.held.disconnected();
        }
    }

    /**
     * The client has ended its side. It may still wait for the response, or it may be gone. TCP shows that only after something is sent:
     * a client that is gone refuses the first byte, and sending the second one fails. A client on a near machine is fast enough for that.
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

    /** All bytes of the client are read, and it sends no more. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        output.inputEnded(context);
        if (bytesAltered) {
            context.close(); // No byte can be sent that shows whether the client is gone.
        } else if (incoming != null) {
            refuse(context, InvalidRequestException.incomplete(), incoming.head());
            context.flush();
        } else if (awaited == null && !output.isOver()) {
            // After the responses that are not sent yet.
            output.endAfter(context.writeAndFlush(Unpooled.EMPTY_BUFFER), context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        // Most are resets by the client.
        LOG.debug("connection {} broke: {}", context.channel(), Printable.clean(problem.toString()));
        boolean full = SingleLoop.outOfMemory(context.executor(), problem);
        if (full || problem instanceof IOException || awaited != null || output.isOver()) {
            context.close();
        } else {
            incoming = null;
            output.write(context, Problem.ofMistake("connection " + context.channel(), problem), false, false, 0);
            context.flush();
        }
    }

    /** Closes the connection: now if it is idle, else after the response. */
    void drain(ChannelHandlerContext context) {
        output.drain();
        if (awaited != null && awaited.held != null) {
            awaited.attempt(awaited.held::answerNow);
        } else if (incoming == null && output.isIdle()) {
            context.close();
        }
    }

    /** Whether the client has sent no complete request for so long that the connection is closed. */
    boolean isStale(long now) {
        return output.lingersLonger(limits.linger(), now)
                || awaited == null && !bytesAltered && output.isQuietFor(limits.quiet(), now);
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        try {
            LargeBody large = RequestHeads.hasBody(request) ? endpoint.largeBody(request.uri()) : LargeBody.NONE;
            HttpLimits bounds = limits.withBody(large.most());
            RequestHeads.check(request, bounds, kept);
            incoming = new IncomingRequest(request, bounds, large.atLeast(limits.body()));
            if (RequestHeads.awaitsContinue(request)) {
                HttpServer.underTheCodec(context).writeAndFlush(ResponseStream.proceed());
            }
        } catch (InvalidRequestException invalid) {
            refuse(context, invalid, request);
        }
    }

    private void body(ChannelHandlerContext context, HttpContent content, IncomingRequest request) {
        try {
            request.add(content, kept);
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

    private void await(ResponseWriter writer, DeferredResponse later) {
        awaited = writer;
        HeldRequest held = writer.begin(later);
        if (awaited == writer) {
            writer.held = held;
            if (output.isDraining()) {
                writer.attempt(held::answerNow);
            } else if (peerEnded) {
                peerEnded();
            }
        }
    }

    /** All further bytes go through this handler. The response is the last one, however long it takes. */
    void alterBytes(ChannelHandlerContext context, ChannelHandler handler) {
        bytesAltered = true;
        output.unread().passes(handler);
        Tls.addAbove(context.pipeline(), handler);
    }

    /** If nothing was sent for some time, sends something to clients that wait, and notices clients that are gone. */
    void beat(long now) {
        if (peerEnded) {
            probe();
        } else if (awaited != null
                && awaited.stream != null
                && output.isQuietFor(limits.quiet().dividedBy(4), now)) {
            awaited.stream.beat();
        }
    }

    void answer(ResponseWriter writer, Response response) {
        if (awaited == writer) {
            noLongerAwaited();
            output.write(writer.context, response, writer.keepAlive, writer.headOnly, writer.ahead);
            resumeAfter(writer);
        }
    }

    /** Sends the last bytes of a stream, if it is not over yet. */
    void finish(ResponseWriter writer, ByteBuf bytes) {
        if (awaited == writer) {
            noLongerAwaited();
            output.endAfter(HttpServer.underTheCodec(writer.context).writeAndFlush(bytes), writer.context);
            resumeAfter(writer);
        }
    }

    private void noLongerAwaited() {
        awaited = null;
        kept.pending(0);
    }

    /** A part of a stream is sent. Returns whether the client may leave so many bytes unread. */
    boolean allows(long unread) {
        output.sending();
        return unread <= limits.unread();
    }

    /** After a pending response: flushes it, and decodes the bytes that were received before it. */
    private void resumeAfter(ResponseWriter writer) {
        // If it was answered at once, the caller that began this request also begins the next one.
        if (writer.held != null) {
            resume(writer.context);
            if (!reading) {
                output.flush(writer.context);
            }
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

    /** Sends the reason. The connection ends with that response. */
    private void refuse(ChannelHandlerContext context, InvalidRequestException invalid, HttpRequest request) {
        incoming = null;
        output.write(context, Problem.of(invalid, endpoint, request), false, IncomingRequest.isHead(request), 0);
    }
}
