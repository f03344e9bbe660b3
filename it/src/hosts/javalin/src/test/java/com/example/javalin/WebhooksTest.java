package com.example.javalin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class WebhooksTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes();

    @Test
    void takesASignedWebhookAndNoOther() throws Exception {
        String body = "{\"id\":\"42\",\"status\":\"succeeded\"}";
        String time = String.valueOf(Instant.now().getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        String signature = "v1,"
                + Base64.getEncoder().encodeToString(mac.doFinal(("m1." + time + "." + body).getBytes()));
        try (Waiter waiter = Waiter.builder(Backend.fermata(URI.create("http://127.0.0.1:1"))).build()) {
            Javalin server = Webhooks.server(waiter, "whsec_" + Base64.getEncoder().encodeToString(KEY))
                    .start("127.0.0.1", 0);
            try {
                assertEquals(200, post(server.port(), time, signature, body));
                assertEquals(401, post(server.port(), time, signature, body + " "));
            } finally {
                server.stop();
            }
        }
    }

    private static int post(int port, String time, String signature, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks"))
                .header("webhook-id", "m1")
                .header("webhook-timestamp", time)
                .header("webhook-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
