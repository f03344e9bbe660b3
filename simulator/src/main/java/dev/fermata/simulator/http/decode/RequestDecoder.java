package dev.fermata.simulator.http.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
 * Netty's decoder of requests, with further checks of RFC 9112. They refuse requests that two servers could read in two ways. The decoder
 * stops while the connection takes no requests. It keeps the received bytes, and reads no more.
 */
public final class RequestDecoder extends HttpRequestDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDecoder.class);

    private final RequestReceiver connection;
    private final HttpLimits limits;
    private final RequestBudget.Share kept;

    /** The decoder is running, so it notices changes of the connection itself. */
    private boolean decoding;
    /** The client has ended its side. That is reported when all of its bytes are decoded. */
    private boolean ended;
    /** The number of discarded bytes. */
    private long discarded;

    /** The words of the first line of the request that is being decoded; null until it is decoded. */
    private String @Nullable [] line;

    private boolean headRead;
    private int wordEnd;
    private int fields;
    /** The memory of the lines of the head and of the trailers, until the request is complete. */
    private int lines;

    private int lengths;
    private boolean encoded;
    private @Nullable ChunkedFraming chunks;

    public RequestDecoder(RequestReceiver connection, HttpLimits limits, RequestBudget.Share kept) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(limits.line()).setMaxHeaderSize(limits.headers()));
        this.connection = connection;
        this.limits = limits;
        this.kept = kept;
    }

    /** The connection takes requests again, or discards all further bytes. */
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
            boolean inLines = !headRead || chunks != null && chunks.isLast();
            if (!kept.received(internalBuffer().readableBytes(), connection.isOver() ? 0 : lines, inLines)) {
                LOG.info("cut off {}: there is no memory for the bytes that it has sent", context.channel());
                cutOff(context);
            }
        }
    }

    /** At once: a connection that waits for the client to read a refusal would keep what it has sent for seconds. */
    private static void cutOff(ChannelHandlerContext context) {
        // The responses to requests before it may not be sent yet.
        context.flush();
        context.close();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (context.channel().config().isAutoRead()) {
            super.channelReadComplete(context);
        } else {
            // Netty would read more, because it has decoded nothing.
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

    /** Whether there are bytes that may be requests, and the connection takes none. */
    private boolean isHeldBack(ChannelHandlerContext context) {
        return internalBuffer().isReadable() && !connection.isOver() && !connection.takesMore(context.channel());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (connection.isOver()) {
            discard(context, in);
        } else if (!connection.takesMore(context.channel())) {
            hold(context, in.readableBytes());
        } else if (chunks != null) {
            decode(context, in, out, chunks);
        } else {
            int start = in.readerIndex();
            int from = line == null ? start : -1;
            boolean inHead = !headRead;
            int folded = headRead ? -1 : RequestHeads.foldedLine(in, line != null);
            if (folded >= 0) {
                refuseFoldedLine(context, in, out, folded);
            } else {
                super.decode(context, in, out);
            }
            lines += inHead && line != null ? in.readerIndex() - start : 0;
            if (from >= 0 && !out.isEmpty()) {
                RequestHeads.keepLine(out.get(0), in, from);
            }
            chunks = encoded && !out.isEmpty() ? new ChunkedFraming(limits) : null;
        }
        if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            chunks = null;
            encoded = false;
            line = null;
            headRead = false;
            lines = 0;
            kept.received(in.readableBytes(), 0, false);
        }
    }

    /** A mistake in the lines before it comes first, whether or not they are received together. */
    private void refuseFoldedLine(ChannelHandlerContext context, ByteBuf in, List<Object> out, int folded)
            throws Exception {
        int end = in.writerIndex();
        if (folded > in.readerIndex()) {
            in.writerIndex(folded);
            super.decode(context, in, out);
            in.writerIndex(end);
        }
        if (out.isEmpty()) {
            in.readerIndex(end);
            String[] first = line == null ? new String[] {"GET", "/"} : line;
            HttpMessage invalid = createMessage(new String[] {first[0], first[1], HttpVersion.HTTP_1_1.text()});
            invalid.setDecoderResult(DecoderResult.failure(InvalidRequestException.foldedLine()));
            out.add(invalid);
        }
    }

    private void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out, ChunkedFraming framing)
            throws Exception {
        try {
            if (!framing.check(in)) {
                return;
            }
            if (framing.isLast() && RequestHeads.foldedLine(in, true) >= 0) {
                throw InvalidRequestException.chunk();
            }
        } catch (InvalidRequestException invalid) {
            in.skipBytes(in.readableBytes());
            LastHttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            end.setDecoderResult(DecoderResult.failure(invalid));
            out.add(end);
            return;
        }
        int from = in.readerIndex();
        super.decode(context, in, out);
        framing.consumed(in.readerIndex() - from);
        lines += framing.isLast() ? in.readerIndex() - from : 0;
    }

    /** Keeps the bytes. It goes on reading while they are few, because otherwise it would not notice that the client ends its side. */
    private void hold(ChannelHandlerContext context, int bytes) {
        if (bytes > limits.unread()) {
            LOG.info("cut off {}: it has sent more than {} bytes ahead", context.channel(), limits.unread());
            cutOff(context);
        } else if (bytes > limits.body()) {
            context.channel().config().setAutoRead(false);
        }
    }

    private void discard(ChannelHandlerContext context, ByteBuf in) {
        connection.moreCame();
        discarded += in.readableBytes();
        in.skipBytes(in.readableBytes());
        if (discarded > limits.discarded()) {
            cutOff(context);
        }
    }

    @Override
    protected HttpMessage createMessage(String[] words) throws Exception {
        line = words;
        fields = 0;
        lengths = 0;
        encoded = false;
        if (!words[2].startsWith("HTTP/")) {
            throw InvalidRequestException.head(
                    "Its first line ends with the protocol, such as HTTP/1.1, in upper case.");
        }
        return RequestHeads.isOfALaterMinor(words[2])
                ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(words[0]), words[1], headersFactory)
                : super.createMessage(words);
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        wordEnd = RequestHeads.wordEnd(line, start, length, -1);
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        wordEnd = RequestHeads.wordEnd(line, start, length, wordEnd);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        wordEnd = RequestHeads.wordEnd(line, start, length, wordEnd);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (++fields > HttpLimits.FIELDS) {
            throw InvalidRequestException.tooManyFields();
        }
        lines += HttpLimits.FIELD_BYTES;
        AsciiString name = super.splitHeaderName(line, start, length);
        lengths += HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) ? 1 : 0;
        encoded |= HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
        return name;
    }

    /** Called when the whole head is read. If this throws, the request is invalid. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        headRead = true;
        RequestHeads.checkLength(message, lengths);
        return super.isContentAlwaysEmpty(message);
    }
}
