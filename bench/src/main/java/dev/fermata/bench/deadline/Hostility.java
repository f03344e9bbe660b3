package dev.fermata.bench.deadline;

import dev.fermata.client.HostileServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One way to keep a client waiting.
 *
 * @param name what the server does
 */
record Hostility(String name, URI uri, Closeable server) implements Closeable {

    /** All of them, listening. */
    static List<Hostility> all() throws IOException, InterruptedException {
        List<Hostility> all = new ArrayList<>();
        all.add(new Hostility("refuses", refusing(), () -> {}));
        BlackHole hole = new BlackHole();
        all.add(new Hostility("lets nobody connect (black hole)", hole.uri(), hole::close));
        for (var behaviour : new TreeMap<>(HostileServer.all()).entrySet()) {
            HostileServer server = new HostileServer(behaviour.getValue());
            all.add(new Hostility(behaviour.getKey(), server.uri(), server::close));
        }
        return all;
    }

    private static URI refusing() throws IOException {
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + closedAtOnce.getLocalPort());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
