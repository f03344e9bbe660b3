package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.RequestHeads;
import dev.fermata.simulator.http.field.HttpDate.DateField;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of the connections of one port. Its handlers are the first ones, so a fault sees the same bytes as without TLS. */
public final class Tls {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final String HANDLER = "tls";
    private static final String LAST = "tls-failures";
    /** The first byte that a client sends with TLS (RFC 8446, section 5.1). */
    private static final int HANDSHAKE = 22;

    private final SSLContext context;

    public Tls(SSLContext context) {
        this.context = context;
    }

    void addTo(Channel connection, DateField date, Endpoint endpoint) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        connection
                .pipeline()
                .addLast(new FirstByte(date, endpoint))
                .addLast(HANDLER, new SslHandler(engine))
                .addLast(LAST, new Failures());
    }

    static boolean isOn(Channel connection) {
        return connection.pipeline().context(HANDLER) != null;
    }

    /** Adds a handler of the bytes of responses, before they are encrypted. */
    static void addAbove(ChannelPipeline pipeline, ChannelHandler handler) {
        if (isOn(pipeline.channel())) {
            pipeline.addAfter(LAST, null, handler);
        } else {
            pipeline.addFirst(handler);
        }
    }

    /** Ends the side of the server. With TLS, the client is told first. Else it could not know whether something is missing. */
    static void endOutput(DuplexChannel connection) {
        if (isOn(connection)) {
            SslHandler tls = (SslHandler) connection.pipeline().get(HANDLER);
            tls.closeOutbound().addListener(done -> connection.shutdownOutput());
        } else {
            connection.shutdownOutput();
        }
    }

    /** Refuses a client that does not use TLS, in a way that it understands. */
    private static final class FirstByte extends ChannelInboundHandlerAdapter {

        private final DateField date;
        private final Endpoint endpoint;
        private boolean refused;

        FirstByte(DateField date, Endpoint endpoint) {
            this.date = date;
            this.endpoint = endpoint;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (refused || !(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
                ReferenceCountUtil.release(message);
            } else if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
                context.pipeline().remove(this);
                context.fireChannelRead(message);
            } else {
                Problem.Format format = endpoint.errors(RequestHeads.target(bytes, bytes.readerIndex()));
                bytes.release();
                refused = true;
                context.writeAndFlush(refusal(context, format))
                        .addListener(done -> ((DuplexChannel) context.channel()).shutdownOutput());
            }
        }

        private ByteBuf refusal(ChannelHandlerContext context, Problem.Format format) {
            return Problem.of(
                            HttpResponseStatus.BAD_REQUEST,
                            "tls_required",
                            "This port takes TLS only. Use https:// here, or the other port of the simulator.")
                    .in(format)
                    .bytes(context.alloc(), date.line(), false, false);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (refused && event instanceof ChannelInputShutdownEvent) {
                context.close();
            } else {
                context.fireUserEventTriggered(event);
            }
        }
    }

    /** A client that breaks off the handshake, because it does not trust the certificate, is no mistake of the server. */
    private static final class Failures extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
            if (problem instanceof DecoderException && problem.getCause() instanceof SSLException failure) {
                LOG.debug("TLS with {} failed: {}", context.channel().remoteAddress(), failure.getMessage());
                context.close();
            } else {
                context.fireExceptionCaught(problem);
            }
        }
    }
}
