package dev.fermata.simulator.http;

import dev.fermata.simulator.wire.Cut;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A body that comes bit by bit, until either side ends it. To be used on the event loop. */
public final class Stream {

    private static final Logger LOG = LoggerFactory.getLogger(Stream.class);

    private final Reply reply;
    private final byte[] heartbeat;

    Stream(Reply reply, byte[] heartbeat) {
        this.reply = reply;
        this.heartbeat = heartbeat;
    }

    void begin(Response head) {
        Cut cut = reply.context.pipeline().get(Cut.class);
        if (cut != null && !reply.headOnly) {
            cut.streams();
        }
        if (open()) {
            send(Chunks.head(reply, head));
        }
        if (reply.headOnly) {
            end();
        }
    }

    void beat() {
        write(heartbeat);
    }

    /**
     * Sends some of it at once; nothing when the stream is over. A peer that has stopped reading is cut off rather than
     * buffered for.
     */
    public void write(byte[] some) {
        Channel channel = reply.context.channel();
        // None when the connection broke a moment ago and nobody was told yet.
        ChannelOutboundBuffer unread = channel.unsafe().outboundBuffer();
        if (!open() || some.length == 0 || unread == null) {
            return;
        }
        if (reply.connection.allows(unread.totalPendingWriteBytes())) {
            reply.attempt(() -> send(Chunks.chunk(reply, reply.streamed.apply(some))));
        } else {
            LOG.info("cut off {}: it has stopped reading its stream", channel.remoteAddress());
            channel.close();
        }
    }

    /** Ends the body, and the connection with it. */
    public void end() {
        reply.connection.finish(reply, Chunks.end(reply));
    }

    /** Whether somebody may still be reading. */
    public boolean open() {
        return reply.open();
    }

    private void send(ByteBuf bytes) {
        HttpServer.underTheCodec(reply.context).writeAndFlush(bytes);
    }
}
