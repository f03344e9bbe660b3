package dev.fermata.simulator.http;

import io.netty.channel.ChannelHandler;

/** A handler under the HTTP codec that has to know whether a response comes whole or as a stream. */
public interface StreamAware extends ChannelHandler {

    /** The response is a stream, which has no length. Called before its first byte. */
    void streamBegins();
}
