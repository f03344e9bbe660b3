package dev.fermata.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the head of an answer says, whatever the body means. */
final class Replies {

    /** A server's clock is taken to agree with this one unless it is this far off: {@code Date} knows whole seconds only. */
    private static final Duration AGREEMENT = Duration.ofSeconds(2);

    private static final int LONGEST_DETAIL = 300;

    private Replies() {}

    /** What there is to say of an answer whose status is not 2xx; empty for a good one. */
    static Optional<Answer> bad(Response response, Duration retryAfter) {
        int status = response.statusCode();
        if (RequestRefusedException.isRefusal(status)) {
            return Optional.of(new Answer.Refused(status, location(response) + detail(response.body())));
        }
        return status >= 200 && status <= 299
                ? Optional.empty()
                : Optional.of(new Answer.Trouble(
                        "the server answered with status " + status, retryAfter, RetryAfter.isNow(response.headers())));
    }

    private static String location(Response response) {
        return RequestRefusedException.isRedirection(response.statusCode())
                ? response.headers()
                        .firstValue("Location")
                        .map(to -> "Location: " + cut(Problems.printable(to)) + " ")
                        .orElse("")
                : "";
    }

    /** The explanation in the body of a refusal (RFC 9457); empty if there is none. */
    static String detail(byte[] body) {
        try {
            JsonNode problem = Json.read(body);
            String detail = Json.textOr(problem.path("detail"), Json.textOr(problem.path("title"), ""));
            return cut(detail);
        } catch (BadAnswerException none) {
            return "";
        }
    }

    private static String cut(String text) {
        return text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) + "..." : text;
    }

    /** The server's time of day when it answered. */
    static Instant serverTime(HttpHeaders headers, Instant now) {
        return RetryAfter.date(headers)
                .filter(date -> Duration.between(date, now).abs().compareTo(AGREEMENT) > 0)
                .orElse(now);
    }

    /** What a backend made of an answer that it could not read. */
    static String sentence(RuntimeException unintelligible) {
        return unintelligible instanceof BadAnswerException bad && bad.getMessage() != null
                ? Problems.printable(bad.getMessage())
                : "the answer cannot be read: " + Problems.printable(String.valueOf(unintelligible));
    }
}
