package dev.fermata.bench.traps;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.client.HostileServer;
import dev.fermata.client.HostileServer.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@code GET /status} that does not always do as it should. It counts requests. */
final class TrapServer implements AutoCloseable {

    /** For so long a slow answer drips. */
    static final int DRIP_SECONDS = 5;

    private final AtomicInteger requests = new AtomicInteger();
    private final HostileServer server;

    /** The n-th request meets the n-th behaviour, the last one for ever after. */
    TrapServer(Behaviour... behaviours) throws IOException {
        Behaviour[] counted = new Behaviour[behaviours.length];
        for (int i = 0; i < counted.length; i++) {
            Behaviour behaviour = behaviours[i];
            counted[i] = (socket, hostile) -> {
                requests.incrementAndGet();
                behaviour.answer(socket, hostile);
            };
        }
        server = new HostileServer(counted);
    }

    static Behaviour says(String result) {
        return raw("HTTP/1.1 200 OK\r\nContent-Length: " + body(result).length() + "\r\nConnection: close\r\n\r\n"
                + body(result));
    }

    static Behaviour unavailable() {
        return raw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    /**
     * A good answer, but that its body takes {@link #DRIP_SECONDS}: a blank every tenth of a second, and then what there is to
     * say.
     */
    static Behaviour drips(String result) {
        int drops = DRIP_SECONDS * 10;
        int length = drops + body(result).length();
        return (socket, server) -> {
            raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n")
                    .answer(socket, server);
            for (int drop = 0; drop < drops; drop++) {
                pause(100);
                raw(" ").answer(socket, server);
            }
            raw(body(result)).answer(socket, server);
        };
    }

    private static String body(String result) {
        return "{\"result\":\"" + result + "\"}";
    }

    private static Behaviour raw(String bytes) {
        return (socket, server) -> socket.getOutputStream().write(bytes.getBytes(US_ASCII));
    }

    static void pause(int millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    URI uri() {
        return URI.create(server.uri() + "/status");
    }

    int requests() {
        return requests.get();
    }

    /** How many more requests come within a second. */
    int requestsInTheNextSecond() throws InterruptedException {
        int before = requests();
        pause(1000);
        return requests() - before;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
