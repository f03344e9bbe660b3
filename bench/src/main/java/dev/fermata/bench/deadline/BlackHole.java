package dev.fermata.bench.deadline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An address that does not answer: a listening socket that accepts nobody and whose queue is full, so that the kernel drops
 * whoever would connect. It works on the loopback and for everybody.
 */
final class BlackHole implements AutoCloseable {

    private static final int SMALLEST_QUEUE = 1;
    private static final int MOST = 16;

    private final ServerSocket listener = new ServerSocket(0, SMALLEST_QUEUE, InetAddress.getLoopbackAddress());
    private final List<SocketChannel> queued = new ArrayList<>();

    /** @throws IllegalStateException where the kernel goes on accepting */
    BlackHole() throws IOException, InterruptedException {
        while (connects()) {
            if (queued.size() == MOST) {
                close();
                throw new IllegalStateException("this kernel accepts " + MOST + " connections to a queue of "
                        + SMALLEST_QUEUE + "; there is no black hole to be had here");
            }
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** On the loopback a connection is there at once or not at all. */
    private boolean connects() throws IOException, InterruptedException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        queued.add(channel);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
        for (int tries = 0; tries < 20; tries++) {
            if (channel.finishConnect()) {
                return true;
            }
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
        queued.remove(channel);
        channel.close();
        return false;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : queued) {
            channel.close();
        }
        listener.close();
    }
}
