package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** One bare connection to a server on this machine: what goes over it, byte by byte. */
final class BareSocket implements AutoCloseable {

    private final Socket socket;

    BareSocket(HttpServer server) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setTcpNoDelay(true);
        // A read cannot be interrupted: what never comes must not stop a test from failing.
        socket.setSoTimeout(20_000);
    }

    /** Sends all of it, ends its side, and reads until the server ends its own. */
    static String exchange(HttpServer server, String bytes) throws IOException {
        try (BareSocket connection = new BareSocket(server)) {
            return connection.send(bytes).end().readAll();
        }
    }

    BareSocket send(String bytes) throws IOException {
        return send(bytes.getBytes(ISO_8859_1), 0, bytes.length());
    }

    BareSocket send(byte[] bytes, int from, int to) throws IOException {
        socket.getOutputStream().write(bytes, from, to - from);
        return this;
    }

    /** Sends nothing more, and goes on reading. */
    BareSocket end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** All until the server ends its side; a reset is an exception. */
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    String readAllUnchecked() {
        try {
            return readAll();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** As far as that text. */
    String until(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end, Math.max(0, read.length() - end.length())) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("ended after: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** Closes with a reset, as a process that crashes. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
