package dev.fermata.simulator.http.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's decoder of requests, and what RFC 9112 wants besides, so that nobody can read the same bytes in two ways. It
 * stops while the connection takes no more; what comes in meanwhile stays as bytes, and no more is read.
 */
public final class RequestDecoder extends HttpRequestDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDecoder.class);
    private static final AsciiString HIXIE_KEY = AsciiString.cached("sec-websocket-key1");

    /** Where the requests go. Called on the event loop. */
    public interface Receiver {

        /** Whether the next request may be read. */
        boolean takesMore(Channel channel);

        /** Whether whatever comes is thrown away. */
        boolean isOver();

        /** Something was thrown away. */
        void moreCame();

        /** The peer has ended its side; what it sent before may not be read yet. */
        void peerEnded();
    }

    private final Receiver connection;
    private final HttpLimits limits;

    /** At work; what it is told meanwhile it sees by itself. */
    private boolean decoding;
    /** The peer has ended its side, which is told when all that it sent is decoded. */
    private boolean ended;
    /** Bytes that came after the last answer. */
    private long discarded;

    // What is known of the request that is decoded now.
    private int wordEnd;
    private int lengths;
    private boolean encoded;
    private boolean hixie;
    private @Nullable ChunkedFraming chunks;

    public RequestDecoder(Receiver connection, HttpLimits limits) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(limits.line()).setMaxHeaderSize(limits.headers()));
        this.connection = connection;
        this.limits = limits;
    }

    /** The connection takes more now, or throws away what still comes. */
    public void resume(ChannelHandlerContext context) throws Exception {
        if (decoding) {
            return;
        }
        if (internalBuffer().isReadable()) {
            channelRead(context, Unpooled.EMPTY_BUFFER);
        }
        if (isHeldBack(context)) {
            return;
        }
        if (ended) {
            ended = false;
            end(context, ChannelInputShutdownEvent.INSTANCE);
        } else {
            context.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object input) throws Exception {
        decoding = true;
        try {
            super.channelRead(context, input);
        } finally {
            decoding = false;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (context.channel().config().isAutoRead()) {
            super.channelReadComplete(context);
        } else {
            // Netty's would read on, for there was nothing that it could decode.
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            super.userEventTriggered(context, event);
            return;
        }
        connection.peerEnded();
        if (isHeldBack(context)) {
            ended = true;
        } else {
            end(context, event);
        }
    }

    private void end(ChannelHandlerContext context, Object event) throws Exception {
        decoding = true;
        try {
            super.userEventTriggered(context, event);
        } finally {
            decoding = false;
        }
    }

    /** Whether there are bytes that may hold whole requests. */
    private boolean isHeldBack(ChannelHandlerContext context) {
        return internalBuffer().isReadable() && !connection.isOver() && !connection.takesMore(context.channel());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (connection.isOver()) {
            discard(context, in);
        } else if (!connection.takesMore(context.channel())) {
            hold(context, in.readableBytes());
        } else if (chunks == null) {
            super.decode(context, in, out);
            if (encoded && !out.isEmpty()) {
                chunks = new ChunkedFraming(limits);
            }
        } else {
            decode(context, in, out, chunks);
        }
    }

    private void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out, ChunkedFraming framing)
            throws Exception {
        try {
            if (!framing.check(in)) {
                return;
            }
        } catch (InvalidRequestException invalid) {
            in.skipBytes(in.readableBytes());
            LastHttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            end.setDecoderResult(DecoderResult.failure(invalid));
            out.add(end);
            return;
        }
        int before = in.readableBytes();
        super.decode(context, in, out);
        framing.consumed(before - in.readableBytes());
        if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            chunks = null;
            encoded = false;
        }
    }

    /** Some is read nevertheless, so that the end of a peer is noticed that has sent little. */
    private void hold(ChannelHandlerContext context, int bytes) {
        if (bytes > limits.unread()) {
            // The transport reads on when the peer has ended its side.
            LOG.info("cut off {}: it has sent more than {} bytes ahead", context.channel(), limits.unread());
            context.close();
        } else if (bytes > limits.body()) {
            context.channel().config().setAutoRead(false);
        }
    }

    private void discard(ChannelHandlerContext context, ByteBuf in) {
        connection.moreCame();
        discarded += in.readableBytes();
        in.skipBytes(in.readableBytes());
        if (discarded > limits.discarded()) {
            context.close();
        }
    }

    @Override
    protected HttpMessage createMessage(String[] line) throws Exception {
        lengths = 0;
        encoded = false;
        hixie = false;
        String version = line[2];
        if (!version.startsWith("HTTP/")) {
            throw new IllegalArgumentException("the name of the protocol is in upper case");
        }
        boolean later = version.length() == 8 && version.startsWith("HTTP/1.") && version.charAt(7) > '1';
        return later && version.charAt(7) <= '9'
                // Whatever a later minor version adds, it means the same without (RFC 9110, section 2.5).
                ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(line[0]), line[1], headersFactory)
                : super.createMessage(line);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        wordEnd = -1;
        followWord(line, start, length);
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        followWord(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        followWord(line, start, length);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    /** One blank is between two words: no tab, no carriage return, and not several. */
    private void followWord(byte[] line, int start, int length) {
        if (start != wordEnd + 1 || start > 0 && line[wordEnd] != ' ') {
            throw new IllegalArgumentException("the words of a request line have one blank between them");
        }
        wordEnd = start + length;
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString name = super.splitHeaderName(line, start, length);
        switch (length) {
            case 14 -> lengths += HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) ? 1 : 0;
            case 17 -> encoded |= HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
            case 18 -> hixie |= HIXIE_KEY.contentEqualsIgnoreCase(name);
            default -> {
                // All other fields say nothing about where a request ends.
            }
        }
        return name;
    }

    /** Called when the whole head is read; what is thrown here makes the request an invalid one. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (lengths > 1) {
            // Of HTTP/1.0 the decoder would take the first.
            throw new IllegalArgumentException("a request has one Content-Length");
        }
        if (hixie) {
            // The decoder would take eight bytes for a body that no length tells of.
            throw new IllegalArgumentException("no WebSocket of 2010");
        }
        return super.isContentAlwaysEmpty(message);
    }
}
