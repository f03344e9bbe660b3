package dev.fermata.client.vendor;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** A form of texts as {@code multipart/form-data} (RFC 7578). */
final class MultipartForm {

    private MultipartForm() {}

    /** The request with the form as its body. */
    static HttpRequest.Builder post(HttpRequest.Builder request, Map<String, String> fields) {
        String boundary = UUID.randomUUID().toString();
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"")
                .append(escaped(Objects.requireNonNull(name)))
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        body.append("--").append(boundary).append("--\r\n");
        return request.header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofString(body.toString()));
    }

    /** As browsers do it (HTML, multipart/form-data encoding algorithm). */
    private static String escaped(String name) {
        return name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
    }
}
