package dev.fermata.simulator.http.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * Checks the line before each chunk of a body: the size and the extensions (RFC 9112, section 7.1). Netty's decoder accepts other texts
 * as a size, such as {@code 5 6}, and limits the length of each line only.
 */
final class ChunkedFraming {

    /** The hexadecimal digits of a number of 64 bits. */
    private static final int MOST_DIGITS = 16;

    private final HttpLimits limits;
    /** Bytes of the present chunk that are not decoded yet, with its line and its end. */
    private long left;
    /** Bytes of the extensions in all lines until now. */
    private int extensions;

    private boolean last;

    ChunkedFraming(HttpLimits limits) {
        this.limits = limits;
    }

    /**
     * Checks the next bytes, if a line begins there.
     *
     * @return false if the line is not complete yet
     * @throws InvalidRequestException if the line is not valid, or if the line or its chunk is too long
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

    /** This number of bytes was decoded. */
    void consumed(int bytes) {
        left -= bytes;
    }

    /** Whether the last chunk has begun, which only trailers follow. */
    boolean isLast() {
        return last;
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

    /** After the size, there is an extension or nothing, and then the end of the line. The decoder checks the extension. */
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
