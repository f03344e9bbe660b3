package dev.fermata.simulator.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A body as it comes in. Most requests have none, and most others send it in one piece. */
final class Body {

    static final byte[] NONE = {};

    private Body() {}

    /** What there is with more after it. */
    static byte[] with(byte[] body, ByteBuf more) {
        int size = more.readableBytes();
        if (size == 0) {
            return body;
        }
        byte[] all = Arrays.copyOf(body, body.length + size);
        more.getBytes(more.readerIndex(), all, body.length, size);
        return all;
    }
}
