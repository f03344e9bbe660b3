package dev.fermata.simulator.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The addresses at which a server listens on one port. */
final class Listeners {

    /** What to do with a new connection. An attribute of the listener, because the listener is bound before this is known. */
    private static final AttributeKey<Consumer<Channel>> CONNECTED = AttributeKey.valueOf(Listeners.class, "connected");

    private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    /** A port that is free at one loopback address is nearly always free at the other one. */
    private static final int ATTEMPTS = 10;

    /** The one of the first address is the first one. */
    private final List<Channel> channels = new ArrayList<>();

    private final InetSocketAddress address;

    private Listeners(Channel first) {
        channels.add(first);
        address = (InetSocketAddress) first.localAddress();
    }

    /** Binds the address. Connections wait until {@link #serve}. */
    static Listeners bind(InetSocketAddress address, SingleLoop loop, Transport transport) throws IOException {
        ChannelFuture binding = listen(loop, transport, address);
        if (!binding.isSuccess()) {
            throw binding.cause() instanceof IOException problem ? problem : new IOException(binding.cause());
        }
        return new Listeners(binding.channel());
    }

    /**
     * Binds a port at both loopback addresses, 127.0.0.1 and ::1, because some clients try only one of them for {@code localhost}.
     * On a machine without IPv6, it binds only the first one.
     *
     * @param port 0 for any port that is free at both
     */
    static Listeners bindLoopback(int port, SingleLoop loop, Transport transport) throws IOException {
        for (int attempt = 1; true; attempt++) {
            InetSocketAddress first = new InetSocketAddress(InetAddress.getByAddress(IPV4_LOOPBACK), port);
            Listeners both = bind(first, loop, transport);
            int taken = both.address().getPort();
            ChannelFuture second =
                    listen(loop, transport, new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), taken));
            if (second.isSuccess()) {
                both.channels.add(second.channel());
                return both;
            }
            if (!String.valueOf(second.cause().getMessage())
                    .toLowerCase(Locale.ROOT)
                    .contains("in use")) {
                return both;
            }
            both.close().forEach(ChannelFuture::awaitUninterruptibly);
            if (port != 0 || attempt == ATTEMPTS) {
                throw new IOException("address [::1]:" + taken + " is in use", second.cause());
            }
        }
    }

    private static ChannelFuture listen(SingleLoop loop, Transport transport, InetSocketAddress address) {
        return new ServerBootstrap()
                .group(loop)
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                // One for all: otherwise each connection has its own.
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.parent().attr(CONNECTED).get().accept(connection);
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) throws Exception {
                        SingleLoop.outOfMemory(context.executor(), problem);
                        super.exceptionCaught(context, problem);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
    }

    /** Begins to accept connections. To be called once. */
    void serve(Consumer<Channel> connected) {
        for (Channel channel : channels) {
            channel.attr(CONNECTED).set(connected);
            channel.config().setAutoRead(true);
        }
    }

    /** The first address. */
    InetSocketAddress address() {
        return address;
    }

    List<ChannelFuture> close() {
        return channels.stream().map(Channel::close).toList();
    }
}
