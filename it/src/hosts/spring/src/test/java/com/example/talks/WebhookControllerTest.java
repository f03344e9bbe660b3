package com.example.talks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"translations.url=http://127.0.0.1:1", "webhooks.secret=secret"})
class WebhookControllerTest {

    private static final String BODY = "{\"event_data\":{\"video_translate_id\":\"42\"}}";

    @Value("${local.server.port}")
    int port;

    @Test
    void takesASignedWebhookAndNoOther() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(BODY.getBytes()));
        assertEquals("200 polls for 42", post(signature));
        assertEquals("401 its signature is not that of the secret", post("00"));
    }

    private String post(String signature) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks"))
                .header("Heygen-Signature", signature)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
