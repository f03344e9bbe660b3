package dev.fermata.bench.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Many connections, each with one request under way, all read by the thread that calls. Not thread-safe. */
final class Holder implements AutoCloseable {

    /** One address has about 28,000 ports; the rest of the machine wants some too. */
    private static final int PER_ADDRESS = 10_000;
    /** Fewer than the server lets stand in line to be accepted. */
    private static final int AT_ONCE = 256;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> connections = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(8_192);
    private final InetSocketAddress server;

    Holder(int port) throws IOException {
        server = new InetSocketAddress("127.0.0.1", port);
    }

    /** What an answer was, and when it was there. */
    interface Listener {
        void answered(int connection, long nanoTime, String answer);
    }

    /** So many of the file descriptors that this process may have, with some left for the rest. */
    static int descriptors() {
        String[] limit =
                Figures.first("/proc/self/limits", "Max open files").trim().split("\\s{2,}");
        return limit.length < 3 || limit[1].equals("unlimited") ? 1_000_000 : Integer.parseInt(limit[1]) - 500;
    }

    void connect(int count) throws IOException {
        while (connections.size() < count) {
            int more = Math.min(AT_ONCE, count - connections.size());
            for (int i = 0; i < more; i++) {
                connections.add(connected(connections.size()));
            }
            // The server takes them from its line meanwhile.
            LockSupport.parkNanos(5_000_000);
        }
    }

    private SocketChannel connected(int number) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(new InetSocketAddress("127.0.0." + (1 + number / PER_ADDRESS), 0));
        channel.connect(server);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, number);
        return channel;
    }

    void send(int connection, byte[] request) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(request);
        while (bytes.hasRemaining()) {
            connections.get(connection).write(bytes);
        }
    }

    /**
     * Reads so many answers.
     *
     * @throws IOException if they are not there after so many nanoseconds, or a connection ends
     */
    void await(int count, long nanos, Listener listener) throws IOException {
        long giveUp = System.nanoTime() + nanos;
        int[] left = {count};
        while (left[0] > 0) {
            if (System.nanoTime() > giveUp) {
                throw new IOException(left[0] + " of " + count + " answers did not come");
            }
            selector.select(key -> left[0] -= read(key, listener), 1_000);
        }
    }

    /** Answers are small, and each comes in one piece or in none. */
    private int read(SelectionKey key, Listener listener) {
        buffer.clear();
        try {
            int read = ((SocketChannel) key.channel()).read(buffer);
            long now = System.nanoTime();
            String answer = new String(buffer.array(), 0, Math.max(0, read), ISO_8859_1);
            if (HttpLine.wholeLength(answer) != read) {
                throw new IOException("a connection ended, or an answer came in pieces: " + answer);
            }
            listener.answered((Integer) key.attachment(), now, answer);
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
