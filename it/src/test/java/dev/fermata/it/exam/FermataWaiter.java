package dev.fermata.it.exam;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.webhook.WebhookFormat;
import dev.fermata.client.webhook.WebhookReceiver;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Our own client. It checks its webhooks; that it waits for the job all the same is as its docs say. */
final class FermataWaiter implements Candidate {

    private static final Submission VIDEO = Submission.of(URI.create("https://example.com/talk.mp4"), "es");

    private final Waiter waiter;
    private final WebhookReceiver receiver;
    private final HttpServer webhooks;
    /** Of the wait under way, by {@link System#nanoTime}. */
    private volatile long deadline;

    private int intent;

    FermataWaiter(Simulator simulator) throws IOException {
        waiter = Waiter.builder(Backend.fermata(simulator.uri()))
                .headers(this::headers)
                .build();
        receiver = WebhookReceiver.of(waiter, WebhookFormat.fermata(simulator.webhookSecret()));
        webhooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhooks.createContext("/", this::receive);
        webhooks.start();
    }

    /** It waits for one job at a time. Its first poll may come later than the wait begins. */
    private Map<String, String> headers() {
        long left = Math.max(0, deadline - System.nanoTime());
        return Map.of(
                "X-Client-Id",
                "waiter",
                "X-API-Key",
                "waiter",
                "X-Client-Deadline",
                Long.toString(TimeUnit.NANOSECONDS.toSeconds(left)));
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(WebhookReceiver.MAX_BYTES + 1);
        int status = receiver.receive(exchange.getRequestHeaders(), body).statusCode();
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public boolean takeJob(@Nullable String callback) throws Exception {
        URI own = URI.create("http://127.0.0.1:" + webhooks.getAddress().getPort() + "/");
        Submission submission = callback == null ? VIDEO : VIDEO.withCallback(own);
        // What fails is tried again with the same key: the server may have made the job all the same.
        String key = "job-" + intent + (callback == null ? "" : "-webhook");
        String id = waiter.submit(submission, key, DEADLINE).id();
        intent++;
        deadline = System.nanoTime() + DEADLINE.toNanos();
        return waiter.await(id, DEADLINE) instanceof Outcome.Completed;
    }

    @Override
    public void close() {
        waiter.close();
        webhooks.stop(0);
    }
}
