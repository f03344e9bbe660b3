package dev.fermata.simulator.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver that does with each connection what the test says, byte by byte. */
final class SocketReceiver implements AutoCloseable {

    /** What it does once the whole request is in. */
    interface Behaviour {
        void with(Socket connection) throws IOException, InterruptedException;
    }

    final List<Socket> connections = new CopyOnWriteArrayList<>();
    /** Opened when the simulator has hung up on a behaviour that waits for that. */
    final CountDownLatch hungUp = new CountDownLatch(1);

    volatile Behaviour behaviour = connection -> {};

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    SocketReceiver() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    /** Writes as long as the other end takes it. */
    void writeForever(Socket connection, byte[] again) throws IOException {
        try {
            while (!connection.isClosed()) {
                connection.getOutputStream().write(again);
            }
        } catch (IOException ended) {
            hungUp.countDown();
            throw ended;
        }
    }

    /** Reads until the other end closes. */
    void waitForTheEnd(Socket connection) throws IOException {
        try {
            while (connection.getInputStream().read() >= 0) {
                // What else it sends does not matter.
            }
        } finally {
            hungUp.countDown();
        }
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            readRequest(connection.getInputStream());
            behaviour.with(connection);
        } catch (IOException ended) {
            // By the simulator, or by the end of the test.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        String length = head.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
        in.readNBytes(Integer.parseInt(length));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
