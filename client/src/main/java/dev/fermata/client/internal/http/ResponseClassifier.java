package dev.fermata.client.internal.http;

import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.json.ErrorWords;
import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.text.Printable;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what a response means by its status, and what the server says to it. Knows nothing of jobs. */
public final class ResponseClassifier {

    /** {@code Date} knows whole seconds only, so a smaller difference between two clocks is none. */
    private static final Duration SAME_TIME = Duration.ofSeconds(2);

    private static final int LONGEST_EXPLANATION = 300;
    /** The title of a page, or the message of an error in XML. */
    private static final Pattern TITLE =
            Pattern.compile("<(title|message)[^>]{0,100}>([^<]{1,1000})", Pattern.CASE_INSENSITIVE);

    private static final Pattern NEEDS_TLS = Pattern.compile(
            "(?i)HTTP request (?:was sent )?to (?:an )?HTTPS|plain HTTP to an SSL-enabled|requires TLS");

    private ResponseClassifier() {}

    /**
     * A response that is no success.
     *
     * @param rejected whether the server turns down each further request of this kind; otherwise the failure is transient
     * @param explanation what the server says in the body, or where it redirects to; empty if it says nothing
     */
    public record Failure(boolean rejected, int statusCode, String explanation) {

        /** The same failure with another explanation. */
        public Failure explainedBy(String words) {
            return new Failure(rejected, statusCode, words);
        }

        /** The failure in one sentence, fit for a log. */
        public String sentence() {
            String status = "the server answered with status " + statusCode;
            if (rejected) {
                String words = explanation.isEmpty() ? "" : " The server says: " + explanation;
                return status + ": " + meaning(statusCode) + words;
            }
            return status + (explanation.isEmpty() ? "" : ": " + explanation);
        }
    }

    /**
     * What is wrong with a response; empty for each status of 2xx.
     *
     * @param conflictIsFinal whether 409 is a rejection: true for a request that changes something and has no idempotency key, such
     *     as a cancellation. To a poll, or to a request with a key, 409 says that something is still in progress
     */
    public static Optional<Failure> byStatus(Response response, boolean conflictIsFinal) {
        int status = response.statusCode();
        return status >= 200 && status <= 299
                ? Optional.empty()
                : Optional.of(failure(response, isRejection(status, conflictIsFinal)));
    }

    /** A response that is a failure, whatever its status, with what the server says to it. */
    public static Failure failure(Response response, boolean rejected) {
        int status = response.statusCode();
        return new Failure(
                rejected, status, isRedirection(status) ? location(response.headers()) : explanation(response));
    }

    /** The server's time of day when it responded. It is the client's own if the server sends none, or nearly the same one. */
    public static Instant serverTime(HttpHeaders headers, Instant now) {
        return RetryAfter.date(headers)
                .filter(date -> Duration.between(date, now).abs().compareTo(SAME_TIME) > 0)
                .orElse(now);
    }

    /** What a status means for the caller, and what to do. */
    public static String meaning(int statusCode) {
        if (isRedirection(statusCode)) {
            return "it redirects, and redirections are not followed; use the URL that it redirects to.";
        }
        if (statusCode >= 200 && statusCode <= 299) {
            return "the response says that the request has failed.";
        }
        return switch (statusCode) {
            case 401 -> "it requires credentials, or does not accept these; check the API key.";
            case 402 -> "it requires a payment; check the account.";
            case 403 -> "these credentials do not permit this request; check the rights of the API key.";
            case 404 -> "the server does not know this job (any more), or nothing is at this URL; check id and URL.";
            case 405 -> "this URL does not support the method of the request; check the URL.";
            case 406 -> "it cannot send what the Accept header asks for; check the headers.";
            case 407 -> "the proxy requires credentials; check the proxy settings.";
            case 409 -> "the request conflicts with the present state, such as the same request still in progress.";
            case 410 -> "the job or the URL is gone for good.";
            case 411 -> "it requires the length of the body, which the request does not state.";
            case 413 -> "the request is too large; send less at once.";
            case 414 -> "the URL is too long; check the id.";
            case 415 -> "it does not support the format of the request's body; check the Content-Type header.";
            case 422 -> "it understands the request and does not accept its content.";
            case 426 -> "it requires another protocol; check whether the URL must begin with https://.";
            case 428 -> "it requires a condition, such as an If-Match header.";
            case 431 -> "the headers are too large; send fewer or shorter ones.";
            case 451 -> "the law forbids this response.";
            case 501 -> "it does not support such a request; check the URL.";
            case 505 -> "it does not support the HTTP version of the request.";
            default -> "it does not accept the request.";
        };
    }

    private static boolean isRedirection(int status) {
        return status >= 300 && status <= 399 && status != 304;
    }

    static boolean isRejection(int status, boolean conflictIsFinal) {
        return switch (status) {
            case 408, 423, 425, 429 -> false;
            case 409 -> conflictIsFinal;
            case 501, 505 -> true;
            default -> isRedirection(status) || status >= 400 && status <= 499;
        };
    }

    private static String location(HttpHeaders headers) {
        return headers.firstValue("Location")
                .map(to -> "Location: " + Printable.cut(Printable.masked(to), LONGEST_EXPLANATION))
                .orElse("");
    }

    private static String explanation(Response response) {
        String explanation = Printable.cut(words(response.body(), response.headers()), LONGEST_EXPLANATION);
        return NEEDS_TLS.matcher(explanation).find()
                ? explanation + "; use https:// instead of http:// in the URL"
                : explanation;
    }

    private static String words(byte[] bytes, HttpHeaders headers) {
        String body = JsonReader.text(bytes).strip();
        if (body.startsWith("<")) {
            Matcher title = TITLE.matcher(body);
            return title.find() ? title.group(2) : "";
        }
        try {
            return ErrorWords.of(JsonReader.read(bytes));
        } catch (JsonException notJson) {
            String type =
                    headers.firstValue("Content-Type").orElse("text/plain").toLowerCase(Locale.ROOT);
            return type.startsWith("text/") || type.contains("json") ? body : "";
        }
    }
}
