package dev.fermata.simulator.wire;

import io.netty.buffer.ByteBuf;

/** Where the head of an answer ends. Pure. */
final class Heads {

    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private Heads() {}

    /** The bytes up to and with the empty line; all of them when there is none. */
    static int length(ByteBuf bytes) {
        for (int i = bytes.readerIndex(); i <= bytes.writerIndex() - END.length; i++) {
            if (endsAt(bytes, i)) {
                return i + END.length - bytes.readerIndex();
            }
        }
        return bytes.readableBytes();
    }

    private static boolean endsAt(ByteBuf bytes, int index) {
        for (int i = 0; i < END.length; i++) {
            if (bytes.getByte(index + i) != END[i]) {
                return false;
            }
        }
        return true;
    }
}
