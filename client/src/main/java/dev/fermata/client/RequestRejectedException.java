package dev.fermata.client;

import dev.fermata.client.internal.http.ResponseClassifier;
import dev.fermata.client.internal.text.Printable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * To send the request again is pointless. The job may be running all the same.
 *
 * <ul>
 *   <li>The server rejected the request: a redirection, 501, 505, or a 4xx other than 408, 409, 423, 425 and 429. 404 to a wait is
 *       one after {@link WaiterBuilder#notFoundGrace}, and for a job that was seen when it comes again at least 2 s later.
 *   <li>The server cannot be reached for a reason that does not pass by itself, such as a bad certificate; see {@link
 *       WaiterBuilder#permanentFailureTries}. The {@link #statusCode} is 0.
 *   <li>A vendor's SDK threw an exception that the backend takes for permanent; see {@link
 *       dev.fermata.client.backend.Backend#isPermanent}. The {@link #statusCode} is 0.
 *   <li>The server accepted a submission, and its response has no id that can be read. To send it again could make more jobs. The {@link
 *       #statusCode} is 0.
 * </ul>
 */
public final class RequestRejectedException extends WaitException {

    private static final long serialVersionUID = 1;

    private final @Nullable URI uri;
    private final int statusCode;
    private final int polls;
    private final Duration elapsed;

    RequestRejectedException(@Nullable URI uri, int statusCode, String explanation, int polls, Duration elapsed) {
        super(message(uri, statusCode, explanation));
        this.uri = uri;
        this.statusCode = statusCode;
        this.polls = polls;
        this.elapsed = elapsed;
    }

    /**
     * Where the request went, with all that the URL holds; the message masks secrets. Empty if the backend asks by itself, or if an answer
     * about several jobs says it of this one.
     */
    public Optional<URI> uri() {
        return Optional.ofNullable(uri);
    }

    /** The HTTP status code of the rejection; 0 if no status says so. */
    public int statusCode() {
        return statusCode;
    }

    /** How many requests the wait had sent, the rejected one included. */
    public int polls() {
        return polls;
    }

    /** From the start of the wait to the rejection. */
    public Duration elapsed() {
        return elapsed;
    }

    private static String message(@Nullable URI uri, int statusCode, String explanation) {
        if (statusCode == 0) {
            return explanation;
        }
        if (uri == null) {
            return explanation + ": " + ResponseClassifier.meaning(statusCode);
        }
        String words = explanation.isEmpty() ? "" : " The server says: " + explanation;
        return Printable.masked(uri) + " answered " + statusCode + ": " + ResponseClassifier.meaning(statusCode)
                + words;
    }
}
