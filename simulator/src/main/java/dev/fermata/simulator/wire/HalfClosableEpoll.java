package dev.fermata.simulator.wire;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, for connections whose peers end their side before they get an answer. When there is nothing to listen for
 * on such a connection, Netty (4.2.17) removes it from epoll and does not remember that, so an answer that does not fit into
 * the socket's buffer is never sent to its end. Here the connection stays, and listens for nothing but errors.
 */
final class HalfClosableEpoll implements IoHandler {

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
