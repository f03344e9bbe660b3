package dev.fermata.simulator.http.decode;

import io.netty.channel.Channel;

/** A connection, as its {@link RequestDecoder} sees it. Called on the event loop. */
public interface RequestReceiver {

    /** Whether the next request may be decoded. */
    boolean takesMore(Channel channel);

    /** Whether all further bytes are discarded. */
    boolean isOver();

    /** Bytes were discarded. */
    void moreCame();

    /** The client has ended its side. The bytes that it sent before may not be decoded yet. */
    void peerEnded();
}
