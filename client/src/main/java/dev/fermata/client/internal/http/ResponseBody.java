package dev.fermata.client.internal.http;

import dev.fermata.client.internal.http.TransportProblem.ProblemKind;
import dev.fermata.client.internal.http.TransportProblem.TransportException;
import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.ContentType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body up to a limit, then decodes it. If the status is not 2xx, the status alone says enough: then a body that is
 * too long, breaks off or cannot be decoded is shortened and is no error.
 */
final class ResponseBody implements BodySubscriber<byte[]> {

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final ResponseInfo head;
    private final int limit;
    private final boolean closeConnection;
    private final long length;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> received = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private boolean completed;

    /** @param closeConnection whether the JDK shall close the connection, and not keep it for later requests */
    ResponseBody(ResponseInfo head, int limit, boolean closeConnection) {
        this.head = head;
        this.limit = limit;
        this.closeConnection = closeConnection;
        this.length = head.statusCode() == NOT_MODIFIED
                ? 0
                : head.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    /** The body before decoding. It completes as soon as all bytes are there. */
    CompletableFuture<byte[]> received() {
        return received;
    }

    /** If there is no body to read, the JDK closes the connection only when this fails. */
    @Override
    public CompletableFuture<byte[]> getBody() {
        return closeConnection && head.statusCode() == NO_CONTENT
                ? CompletableFuture.failedFuture(new IOException("this connection is for one request"))
                : received;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
        closeConnectionAtEnd();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] chunk = new byte[(int) Math.min(buffer.remaining(), limit + 1L - bytes.size())];
            buffer.get(chunk);
            bytes.writeBytes(chunk);
        }
        if (bytes.size() > limit) {
            end(tooLong());
            cancel();
        } else {
            closeConnectionAtEnd();
        }
    }

    /** The JDK has not seen the end of the body yet, so it closes the connection of a canceled subscription. */
    private void closeConnectionAtEnd() {
        if (closeConnection && (bytes.size() == length || isChunked() && isJson() && isWholeJson())) {
            end(null);
            cancel();
        }
    }

    /**
     * After the last chunk, the JDK has just put the connection into its pool. It closes the connection if the subscriber
     * fails now, and fails again at being told so. In between, another request can get that connection, which is why JSON
     * ends before: most bodies are JSON. One with a value on each line is not.
     */
    @Override
    public void onComplete() {
        boolean isOpen = !received.isDone();
        end(null);
        if (closeConnection && isOpen && isChunked()) {
            completed = true;
            throw new IllegalStateException("this connection is for one request");
        }
    }

    @Override
    public void onError(Throwable problem) {
        if (completed) {
            throw new IllegalStateException("this connection is for one request", problem);
        }
        end(problem);
    }

    private void end(@Nullable Throwable problem) {
        if (problem == null || !isSuccess()) {
            received.complete(bytes.toByteArray());
        } else {
            received.completeExceptionally(problem);
        }
    }

    private void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** The body as it was before the server compressed it, with its text in UTF-8. */
    byte[] decoded(byte[] body) throws IOException {
        if (body.length == 0) {
            // The answer to HEAD has the coding of a body that was not sent.
            return body;
        }
        byte[] decoded = body;
        String unknown = "";
        List<String> codings = codings(head.headers());
        Collections.reverse(codings);
        for (String coding : codings) {
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                decoded = unzipped(decoded);
            } else {
                unknown = coding;
            }
        }
        byte[] text = inUtf8(decoded, head.headers());
        // Some servers put a charset there, or "none", or the coding of an upload, and the body is as it should be.
        return unknown.isEmpty() || isText(text)
                ? text
                : unreadable("the response is encoded as '" + unknown
                        + "', which the client cannot decode; it accepts gzip, or no encoding");
    }

    /** What a compression makes has control characters. */
    private static boolean isText(byte[] body) {
        for (byte b : body) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private static List<String> codings(HttpHeaders headers) {
        List<String> codings = new ArrayList<>();
        for (String part :
                String.join(",", headers.allValues("Content-Encoding")).split(",")) {
            String coding = part.strip().toLowerCase(Locale.ROOT);
            if (!coding.isEmpty() && !coding.equals("identity")) {
                codings.add(coding);
            }
        }
        return codings;
    }

    /** A body without the first two bytes of gzip was unpacked on its way, and only the header was forgotten. */
    private byte[] unzipped(byte[] body) throws IOException {
        if (body.length < 2 || (body[0] & 0xff) != 0x1f || (body[1] & 0xff) != 0x8b) {
            return body;
        }
        byte[] unzipped = new byte[0];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            unzipped = in.readNBytes(limit == Integer.MAX_VALUE ? limit : limit + 1);
        } catch (IOException broken) {
            return unreadable("the response is damaged: its gzip encoding cannot be decoded");
        }
        if (unzipped.length > limit && isSuccess()) {
            throw tooLong();
        }
        return unzipped;
    }

    /** ASCII is part of UTF-8. Text in an unknown charset is left as it is. */
    private static byte[] inUtf8(byte[] body, HttpHeaders headers) {
        return headers.firstValue("Content-Type")
                .flatMap(type -> new ContentType(type).charset())
                .filter(declared -> !declared.equals(StandardCharsets.UTF_8))
                .filter(declared -> !declared.equals(StandardCharsets.US_ASCII))
                .map(declared -> new String(body, declared).getBytes(StandardCharsets.UTF_8))
                .orElse(body);
    }

    private byte[] unreadable(String sentence) throws TransportException {
        if (isSuccess()) {
            throw new TransportException(ProblemKind.UNREADABLE, sentence, null);
        }
        return new byte[0];
    }

    private TransportException tooLong() {
        return new TransportException(
                ProblemKind.TOO_LONG,
                "the response is longer than maxAnswerBytes, which is " + limit
                        + "; raise maxAnswerBytes if such responses are right",
                null);
    }

    /** An object or list that is complete; nothing but space can follow it in a body that is one JSON value. */
    private boolean isWholeJson() {
        try {
            JsonValue value = JsonReader.read(decoded(bytes.toByteArray()));
            return value.isObject() || value.isArray();
        } catch (IOException | JsonException incomplete) {
            return false;
        }
    }

    private boolean isJson() {
        return ContentType.of(head.headers()).isJson();
    }

    private boolean isChunked() {
        return length < 0 && head.headers().firstValue("Transfer-Encoding").isPresent();
    }

    private boolean isSuccess() {
        return head.statusCode() >= 200 && head.statusCode() <= 299;
    }
}
