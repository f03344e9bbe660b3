package dev.fermata.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server over a bare socket that does to each request what it is told, bytes and all. */
public final class HostileServer implements AutoCloseable {

    /** What happens to one request; the connection is closed afterwards. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(Socket socket, HostileServer server) throws IOException, InterruptedException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Behaviour[] behaviours;
    private volatile String lastHead = "";

    /** The n-th request meets the n-th behaviour, the last one for ever after. */
    public HostileServer(Behaviour... behaviours) throws IOException {
        this.behaviours = behaviours;
        daemon(this::accept);
    }

    /** Everything that the deadline must hold against, by name. */
    public static Map<String, Behaviour> all() {
        return Map.of(
                "hangs before the headers", hang(),
                "trickles the headers", trickle("HTTP/1.1 200 OK\r\nX-Slow: ", "a"),
                "trickles the body", trickle("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", " "),
                "resets", reset(),
                "sends a gigabyte", gigabyte(),
                "asks to come back tomorrow", status(429, "Retry-After: 86400"));
    }

    static Behaviour says(String result) {
        return body("{\"result\":\"" + result + "\"}");
    }

    static Behaviour body(String body) {
        return raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    static Behaviour status(int code, String... headers) {
        String head = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return raw("HTTP/1.1 " + code + " Because\r\n" + head + "Content-Length: 0\r\nConnection: close\r\n\r\n");
    }

    static Behaviour raw(String bytes) {
        return (socket, server) -> socket.getOutputStream().write(bytes.getBytes(US_ASCII));
    }

    static Behaviour after(Duration pause, Behaviour then) {
        return (socket, server) -> {
            server.closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            then.answer(socket, server);
        };
    }

    static Behaviour hang() {
        return (socket, server) -> server.closed.await();
    }

    static Behaviour reset() {
        return (socket, server) -> socket.setSoLinger(true, 0);
    }

    static Behaviour trickle(String beginning, String drop) {
        return (socket, server) -> {
            raw(beginning).answer(socket, server);
            while (!server.closed.await(10, TimeUnit.MILLISECONDS)) {
                raw(drop).answer(socket, server);
            }
        };
    }

    static Behaviour gigabyte() {
        return (socket, server) -> {
            raw("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n").answer(socket, server);
            OutputStream out = socket.getOutputStream();
            byte[] chunk = new byte[1 << 16];
            for (int sent = 0; sent < 1 << 14; sent++) {
                out.write(chunk);
            }
        };
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    String lastHead() {
        return lastHead;
    }

    /** Connections that the client has not let go of. */
    long openConnections() {
        return sockets.stream().filter(socket -> !endedByPeer(socket)).count();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            sockets.add(socket);
            daemon(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            if (readHead(socket)) {
                int number = requests.getAndIncrement();
                behaviours[Math.min(number, behaviours.length - 1)].answer(socket, this);
            }
        }
    }

    private boolean readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        lastHead = head.toString();
        return true;
    }

    private static boolean endedByPeer(Socket socket) {
        try {
            if (socket.isClosed()) {
                return true;
            }
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException ended) {
                // The peer hung up, or the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
