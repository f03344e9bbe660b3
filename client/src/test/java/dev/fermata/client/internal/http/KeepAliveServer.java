package dev.fermata.client.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A server over bare sockets that keeps connections open and counts them. */
public final class KeepAliveServer implements AutoCloseable {

    /** Responds to one request. */
    @FunctionalInterface
    public interface Handler {
        void respond(Socket socket, String head) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Handler handler;
    private final String scheme;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread accepting;

    /** Plain HTTP on 127.0.0.1. */
    public KeepAliveServer(Handler handler) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), "http", handler);
    }

    public KeepAliveServer(ServerSocket listener, String scheme, Handler handler) {
        this.listener = listener;
        this.scheme = scheme;
        this.handler = handler;
        this.accepting = daemon(this::accept);
    }

    public static Handler says(String body, String... headers) {
        return says(200, body.getBytes(UTF_8), headers);
    }

    public static Handler says(int status, byte[] body, String... headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                ("HTTP/1.1 " + status + " Because\r\nContent-Length: " + body.length + "\r\n" + lines(headers) + "\r\n")
                        .getBytes(ISO_8859_1));
        bytes.writeBytes(body);
        return raw(bytes.toByteArray());
    }

    /** Each part is a chunk of JSON, sent by itself, and so is the last chunk. */
    public static Handler chunked(String... parts) {
        return chunked(Stream.of(parts).map(part -> part.getBytes(UTF_8)).toList(), "Content-Type: application/json");
    }

    public static Handler chunked(List<byte[]> parts, String... headers) {
        return (socket, head) -> {
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + lines(headers) + "\r\n").getBytes(UTF_8));
            for (byte[] part : parts) {
                ByteArrayOutputStream chunk = new ByteArrayOutputStream();
                chunk.writeBytes((Integer.toHexString(part.length) + "\r\n").getBytes(UTF_8));
                chunk.writeBytes(part);
                chunk.writeBytes("\r\n".getBytes(UTF_8));
                out.write(chunk.toByteArray());
            }
            out.write("0\r\n\r\n".getBytes(UTF_8));
        };
    }

    public static Handler raw(byte[] bytes) {
        return (socket, head) -> socket.getOutputStream().write(bytes);
    }

    /** Does this, then closes the connection. */
    public static Handler thenCloses(Handler handler) {
        return (socket, head) -> {
            handler.respond(socket, head);
            socket.close();
        };
    }

    public Handler hangs() {
        return (socket, head) -> closed.await();
    }

    public URI uri() {
        return uri(listener.getInetAddress().getHostAddress().contains(":") ? "[::1]" : "127.0.0.1");
    }

    public URI uri(String host) {
        return URI.create(scheme + "://" + host + ":" + listener.getLocalPort() + "/jobs/1");
    }

    public int connections() {
        return sockets.size();
    }

    public int requests() {
        return heads.size();
    }

    public String lastHead() {
        return heads.get(heads.size() - 1);
    }

    /** Waits until the client has closed each connection. */
    void awaitAllClosed() throws InterruptedException {
        for (Socket socket : sockets) {
            synchronized (socket) {
                while (!socket.isClosed()) {
                    socket.wait();
                }
            }
        }
    }

    /** After this, nobody accepts connections on that port any more. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        try {
            accepting.join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
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
            for (String head = readHead(socket); !head.isEmpty(); head = readHead(socket)) {
                heads.add(head);
                handler.respond(socket, head);
            }
        } finally {
            synchronized (socket) {
                socket.notifyAll();
            }
        }
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static Thread daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException ended) {
                // The client hung up, or the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
