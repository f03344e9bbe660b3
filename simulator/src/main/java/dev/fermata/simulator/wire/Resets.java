package dev.fermata.simulator.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;

/** Ends connections as a crash does. */
public final class Resets {

    private Resets() {}

    /** The peer gets a reset instead of an end; what was not sent yet is never sent. */
    public static ChannelFuture reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        return channel.close();
    }
}
