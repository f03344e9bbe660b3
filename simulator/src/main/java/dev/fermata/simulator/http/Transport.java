package dev.fermata.simulator.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
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

/** Which of Netty's transports is used. The server behaves the same with both. */
public enum Transport {
    /** Only on Linux. It needs less time and memory for many connections. */
    EPOLL,
    /** On every machine. */
    NIO;

    /** The best one on this machine. */
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

    /** Ends a connection like a crash: the client gets a reset. Bytes that are not sent yet are never sent. */
    public static ChannelFuture reset(Channel connection) {
        connection.config().setOption(ChannelOption.SO_LINGER, 0);
        // Not by the handlers, because TLS would send its close_notify first.
        ChannelHandlerContext first = connection.pipeline().firstContext();
        return first == null ? connection.close() : first.close();
    }

    /**
     * Netty's epoll, for clients that end their side before they get a response. If such a connection waits for no event, Netty (4.2.17)
     * removes it from epoll and does not add it again. Then the end of a response that does not fit into the socket's buffer is never
     * sent. Here the connection stays in epoll, and waits for errors only.
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
                // Errors are always reported. EPOLLET: only once.
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
