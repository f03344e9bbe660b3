package dev.fermata.simulator.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A body as it comes in: most requests have none, most others send it in one piece, and some one byte at a time. */
final class Body {

    static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int size;

    /** However many pieces there are, each byte is copied a bounded number of times. */
    void add(ByteBuf more) {
        int length = more.readableBytes();
        if (length > bytes.length - size) {
            // Exact for the first piece, which is often the last.
            bytes = Arrays.copyOf(bytes, size == 0 ? length : Math.max(size + length, 2 * size));
        }
        more.getBytes(more.readerIndex(), bytes, size, length);
        size += length;
    }

    int size() {
        return size;
    }

    /** All of it. Nothing is to be added after that. */
    byte[] whole() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
