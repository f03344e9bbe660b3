package dev.fermata.simulator.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** One bare connection: what goes over it, byte by byte. */
final class RawConnection implements AutoCloseable {

    /** What came, and how it ended. */
    record Seen(String bytes, String end) {}

    private final Socket socket;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
    }

    RawConnection send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    RawConnection get(String path, String... headers) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("", headers) + "\r\n");
    }

    /** Exactly so many bytes, or fewer when it ends before. */
    String read(int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    /** Whether nothing has arrived that was not read. */
    boolean isQuiet() throws IOException {
        return socket.getInputStream().available() == 0;
    }

    /** All until the end, and whether that was a proper one. */
    Seen readToTheEnd() {
        StringBuilder bytes = new StringBuilder();
        byte[] some = new byte[1];
        try {
            // One by one: a larger read could fail and lose what it had.
            while (socket.getInputStream().read(some) > 0) {
                bytes.append(new String(some, ISO_8859_1));
            }
            return new Seen(bytes.toString(), "end");
        } catch (IOException broken) {
            return new Seen(bytes.toString(), String.valueOf(broken.getMessage()));
        }
    }

    /** As far as that text. */
    String until(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("ended after: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** One answer with a length, from its status line to the last byte of its body. */
    String readAnswer() throws IOException {
        String head = until("\r\n\r\n");
        String length = head.replaceFirst("(?s).*content-length: (\\d+).*", "$1");
        return head + read(Integer.parseInt(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
