package dev.fermata.simulator.http;

import io.netty.channel.ChannelHandler;

/** A handler of the bytes that are sent. It must know whether they are a stream. */
public interface StreamAware extends ChannelHandler {

    /** The response is a stream, so its length is unknown. Called before its first byte. */
    void streamBegins();
}
