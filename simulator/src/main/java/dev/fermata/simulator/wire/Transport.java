package dev.fermata.simulator.wire;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
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
}
