package dev.fermata.simulator.http;

/** A body that comes bit by bit, until either side ends it. To be used on the event loop. */
public final class Stream {

    private final Reply reply;

    Stream(Reply reply) {
        this.reply = reply;
    }

    /**
     * Sends some of it at once; nothing when the stream is over. A peer that has stopped reading is cut off rather than
     * buffered for.
     */
    public void write(byte[] some) {
        reply.connection.writeStream(reply, some);
    }

    /** Ends the body, and the connection with it. */
    public void end() {
        reply.connection.endStream(reply);
    }

    /** Whether somebody may still be reading. */
    public boolean open() {
        return reply.open();
    }
}
