package dev.fermata.client;

import java.net.URI;
import java.time.Duration;

/**
 * The server refused the request itself, so that asking again the same way is pointless: 400, 401, 403, 404,
 * 405, 410, 414, 451 or 501, or a redirection, which is not followed; and for a POST whatever else blames the request. The job
 * may be running all the same.
 */
public final class RequestRefusedException extends WaitException {

    private static final long serialVersionUID = 1;

    private final URI uri;
    private final int statusCode;
    private final int polls;
    private final Duration elapsed;

    RequestRefusedException(URI uri, int statusCode, String detail, int polls, Duration elapsed) {
        super(uri + " answered " + statusCode + ": " + meaning(statusCode)
                + (detail.isEmpty() ? "" : " The server says: " + detail));
        this.uri = uri;
        this.statusCode = statusCode;
        this.polls = polls;
        this.elapsed = elapsed;
    }

    /** Where the request went. */
    public URI uri() {
        return uri;
    }

    /** The HTTP status code of the refusal. */
    public int statusCode() {
        return statusCode;
    }

    /** How many requests the wait had sent, the refused one included. */
    public int polls() {
        return polls;
    }

    /** From the start of the wait to the refusal. */
    public Duration elapsed() {
        return elapsed;
    }

    /** Whether the server turns down every later request of this kind as well. */
    static boolean isRefusal(int statusCode) {
        return switch (statusCode) {
            case 400, 401, 403, 404, 405, 410, 414, 451, 501 -> true;
            default -> isRedirection(statusCode);
        };
    }

    static boolean isRedirection(int statusCode) {
        return statusCode >= 300 && statusCode <= 399 && statusCode != 304;
    }

    private static String meaning(int statusCode) {
        if (isRedirection(statusCode)) {
            return "it redirects, and redirections are not followed; give the address that it leads to.";
        }
        return switch (statusCode) {
            case 401 -> "it wants credentials, or does not accept these.";
            case 403 -> "it knows the caller and does not allow this.";
            case 404 ->
                "the server does not know this job (any more), or there is nothing at this address; check id and URL.";
            case 405 -> "this address takes no GET, so it is not a status server; check the URL.";
            case 409 ->
                "it contradicts the state of things at the server, such as the same request that is still under way.";
            case 410 -> "what was here is gone for good.";
            case 413 -> "the request is too large for it.";
            case 414 -> "the address is too long for it; is that the id?";
            case 422 -> "it understands the request, and does not accept what it says.";
            case 451 -> "the law forbids it to answer.";
            case 501 -> "it does not support such a request; check the URL.";
            default -> "it cannot make sense of the request; check the URL.";
        };
    }
}
