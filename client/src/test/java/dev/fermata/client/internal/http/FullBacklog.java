package dev.fermata.client.internal.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port of 127.0.0.1 where connecting hangs, as with a firewall that drops packets: nobody accepts, and the backlog is full. */
public final class FullBacklog implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final List<Socket> waiting = new ArrayList<>();

    public FullBacklog() throws IOException {
        boolean full = false;
        for (int i = 0; i < 10 && !full; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException hangs) {
                full = true;
            }
        }
        if (!full) {
            close();
        }
        assumeTrue(full, "on this system connecting does not hang when the backlog is full");
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on a server accepts connections there. */
    public KeepAliveServer open(KeepAliveServer.Handler handler) {
        return new KeepAliveServer(listener, "http", handler);
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        listener.close();
    }
}
