package dev.fermata.bench.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * One connection that sends requests as they are and reads answers with a Content-Length: as little between the measured
 * thing and the clock as can be. For one thread.
 */
final class HttpLine implements AutoCloseable {

    private static final String LENGTH = "content-length: ";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[8_192];

    HttpLine(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    static byte[] get(String path, String... headers) {
        StringBuilder lines = new StringBuilder();
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lines + "\r\n").getBytes(ISO_8859_1);
    }

    static byte[] post(String path, String json) {
        return ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length() + "\r\n\r\n" + json)
                .getBytes(ISO_8859_1);
    }

    /** The whole answer, head and body. */
    String exchange(byte[] request) throws IOException {
        out.write(request);
        int end = 0;
        int wanted = Integer.MAX_VALUE;
        while (end < wanted) {
            if (end == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * end);
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                throw new EOFException("the simulator closed the connection");
            }
            end += read;
            wanted = wanted == Integer.MAX_VALUE ? wholeLength(new String(buffer, 0, end, ISO_8859_1)) : wanted;
        }
        return new String(buffer, 0, end, ISO_8859_1);
    }

    /** As {@link #exchange}, for what cannot be refused. */
    String accepted(byte[] request) throws IOException {
        String answer = exchange(request);
        if (!answer.startsWith("HTTP/1.1 2")) {
            throw new IOException("the simulator refused: " + answer);
        }
        return answer;
    }

    /** The greatest int for as long as the head is not whole. */
    static int wholeLength(String beginning) {
        int head = beginning.indexOf("\r\n\r\n");
        int at = beginning.indexOf(LENGTH);
        if (head < 0 || at < 0) {
            return Integer.MAX_VALUE;
        }
        int from = at + LENGTH.length();
        return head + 4 + Integer.parseInt(beginning.substring(from, beginning.indexOf('\r', from)));
    }

    /** What stands between that and the next quote; empty when it is not there. */
    static String after(String answer, String beginning) {
        int at = answer.indexOf(beginning);
        return at < 0 ? "" : answer.substring(at + beginning.length(), answer.indexOf('"', at + beginning.length()));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
