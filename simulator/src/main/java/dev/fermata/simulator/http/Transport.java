package dev.fermata.simulator.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** What carries the bytes. Everything behaves the same over both. */
public enum Transport {
    /** Linux's own way: cheaper for many connections. */
    EPOLL,
    /** The JDK's way, everywhere. */
    NIO;

    /** The cheapest that there is here. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    public IoHandlerFactory io() {
        if (this == NIO) {
            return NioIoHandler.newFactory();
        }
        IoHandlerFactory epoll = EpollIoHandler.newFactory();
        return executor -> new HalfClosableEpoll(epoll.newHandler(executor));
    }

    public Class<? extends ServerChannel> listener() {
        return this == EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public Class<? extends SocketChannel> connection() {
        return this == EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends a connection as a crash does: the peer gets a reset, and what was not sent yet is never sent. */
    public static ChannelFuture reset(Channel connection) {
        connection.config().setOption(ChannelOption.SO_LINGER, 0);
        return connection.close();
    }

    /**
     * Netty's epoll, for connections whose peers end their side before they get an answer. When there is nothing to listen for
     * on such a connection, Netty (4.2.17) removes it from epoll and does not remember that, so an answer that does not fit into
     * the socket's buffer is never sent to its end. Here the connection stays, and listens for nothing but errors.
     */
    private static final class HalfClosableEpoll implements IoHandler {

        private final IoHandler epoll;

        HalfClosableEpoll(IoHandler epoll) {
            this.epoll = epoll;
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new StayingRegistration(epoll.register(handle));
        }

        @Override
        public void initialize() {
            epoll.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return epoll.run(context);
        }

        @Override
        public void prepareToDestroy() {
            epoll.prepareToDestroy();
        }

        @Override
        public void destroy() {
            epoll.destroy();
        }

        @Override
        public void wakeup() {
            epoll.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return epoll.isCompatible(handleType);
        }

        private record StayingRegistration(IoRegistration registration) implements IoRegistration {

            @Override
            public long submit(IoOps ops) {
                // Errors are told in any case; once only, as this says.
                return registration.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLET : ops);
            }

            @Override
            public <T> T attachment() {
                return registration.attachment();
            }

            @Override
            public boolean isValid() {
                return registration.isValid();
            }

            @Override
            public boolean cancel() {
                return registration.cancel();
            }
        }
    }
}
