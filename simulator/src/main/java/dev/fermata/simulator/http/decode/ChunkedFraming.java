package dev.fermata.simulator.http.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * Follows the chunks of one body, and checks the line before each: the size, and what else may stand there (RFC 9112,
 * section 7.1). Netty's decoder takes other things for a size, such as {@code 5 6}, and bounds each line alone.
 */
final class ChunkedFraming {

    /** As many as a number of 64 bits has. */
    private static final int MOST_DIGITS = 16;

    private final HttpLimits limits;
    /** Bytes of the present chunk that are still to come, with its line and its end. */
    private long left;
    /** Bytes after the sizes, in all lines until now. */
    private int extensions;

    private boolean last;

    ChunkedFraming(HttpLimits limits) {
        this.limits = limits;
    }

    /**
     * Checks the line that comes next, if it is a line that comes next.
     *
     * @return false when more of it has to come first
     * @throws InvalidRequestException when it is no such line, or when it or its chunk is too long
     */
    boolean check(ByteBuf in) {
        if (left > 0 || last) {
            return true;
        }
        int feed = in.bytesBefore((byte) '\n');
        int length = feed < 0 ? in.readableBytes() : feed;
        int digits = digits(in, length);
        if (digits == 0 || digits > MOST_DIGITS) {
            throw InvalidRequestException.chunk();
        }
        if (length - 1 - digits > limits.headers() - extensions) {
            throw InvalidRequestException.chunkExtensions(limits);
        }
        if (feed < 0) {
            return false;
        }
        checkRest(in, digits, length);
        begin(Long.parseUnsignedLong(in.toString(in.readerIndex(), digits, US_ASCII), 16), length + 1);
        extensions += length - 1 - digits;
        return true;
    }

    /** So many bytes were taken from the input. */
    void consumed(int bytes) {
        left -= bytes;
    }

    private void begin(long size, int line) {
        if (size < 0 || size > limits.body()) {
            throw InvalidRequestException.bodyTooLong(limits);
        }
        last = size == 0;
        left = last ? line : line + size + 2;
    }

    private static int digits(ByteBuf in, int length) {
        int most = Math.min(length, MOST_DIGITS + 1);
        int digits = 0;
        while (digits < most && Character.digit(in.getByte(in.readerIndex() + digits), 16) >= 0) {
            digits++;
        }
        return digits;
    }

    /** Nothing, or an extension, which the decoder looks at; then the end of the line. */
    private static void checkRest(ByteBuf in, int from, int length) {
        int at = from;
        byte next = in.getByte(in.readerIndex() + at);
        while (at < length && (next == ' ' || next == '\t')) {
            at++;
            next = in.getByte(in.readerIndex() + at);
        }
        boolean ends = next == '\r' && at == from && at == length - 1;
        boolean goesOn = next == ';' && in.getByte(in.readerIndex() + length - 1) == '\r';
        if (!ends && !goesOn) {
            throw InvalidRequestException.chunk();
        }
    }
}
