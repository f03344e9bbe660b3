package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** One request over a bare socket, and what comes back, bit by bit. */
final class HttpConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final String head;

    HttpConnection(int port, String path, String... headers) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        // A read cannot be interrupted: what never comes must not stop the test from failing.
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        head = request.toString();
        again();
    }

    /** Sends the request again, on the same connection. */
    void again(String... headers) throws IOException {
        StringBuilder request = new StringBuilder(head);
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(US_ASCII));
    }

    /** Whether something has come back already. */
    boolean answered() throws IOException {
        return in.available() > 0;
    }

    /** Reads a whole answer, as status line, headers and body. */
    String answer() throws IOException {
        String start = until("\r\n\r\n");
        int at = start.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(start.substring(at + 16, start.indexOf('\r', at)));
        return start + new String(in.readNBytes(length), UTF_8);
    }

    /** Reads the head of a stream. */
    String head() throws IOException {
        return until("\r\n\r\n");
    }

    /** Reads the next chunk of a stream; empty when it is over. */
    String chunk() throws IOException {
        int length = Integer.parseInt(until("\r\n").strip(), 16);
        String chunk = new String(in.readNBytes(length), UTF_8);
        assertThat(until("\r\n")).isEqualTo("\r\n");
        return chunk;
    }

    /** Whether the server has closed the connection, and nothing more came before. */
    boolean closed() throws IOException {
        return in.read() < 0;
    }

    private String until(String end) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(US_ASCII).endsWith(end)) {
            int next = in.read();
            assertThat(next).as("end of '%s'", read).isNotNegative();
            read.write(next);
        }
        return read.toString(US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
