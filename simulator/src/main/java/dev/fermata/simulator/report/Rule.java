package dev.fermata.simulator.report;

import java.util.Locale;

/** What a client that waits well does. */
public enum Rule {
    RETRY_AFTER(true, "RFC 9110, 10.2.3", "asks no earlier than Retry-After says"),
    STOPS_AFTER_END(
            true,
            "RFC 9110, 9.2.1",
            "after it saw that a job is over, asks at most once more for the same, and reads the result elsewhere"),
    STOPS_AFTER_REJECTION(true, "RFC 9110, 15.5", "asks no more after 401, 403, 404 or 410"),
    CREATES_ONCE(true, "RFC 9110, 9.2.2", "repeats a submission that may have worked only with an Idempotency-Key"),
    RATE(true, "RFC 6585, 4", "asks for one job at most 5 times in a second, apart from a short burst"),
    KEEPS_DEADLINE(true, "X-Client-Deadline", "asks until its own deadline, and not after it"),
    WEBHOOK_ANSWERED(true, "Standard Webhooks", "answers each webhook with 2xx, in time"),
    WEBHOOK_REPEATED(true, "Standard Webhooks", "answers a webhook that it has already received with 2xx"),
    WEBHOOK_FORGED(true, "Standard Webhooks", "refuses a webhook with a wrong signature"),
    ONE_AT_A_TIME(false, "RFC 9110, 9.2.1", "asks for a job only when the request before has been answered"),
    GROWING_PAUSE(false, "RFC 9110, 15.6.4", "waits longer after each failure, when there is no Retry-After"),
    JITTER(
            false,
            "RFC 9110, 15.6.4",
            "waits for different times after failures, so that clients do not return together"),
    SPREAD(
            false,
            "RFC 6585, 4",
            "spreads the polls of its jobs, and does not poll at the same instants as many other clients"),
    USES_HOLD(
            false,
            "RFC 7240, 4.3",
            "lets the server hold the request where it can (Prefer: wait), or reads a stream of events"),
    USES_ETAG(
            false,
            "RFC 9110, 13.1.2",
            "sends If-None-Match where a response had an ETag, or lets the server hold the request");

    private final boolean required;
    private final String clause;
    private final String sentence;

    Rule(boolean required, String clause, String sentence) {
        this.required = required;
        this.clause = clause;
        this.sentence = sentence;
    }

    /** Whether a client that breaks it does harm. Other rules are advice, and count less. */
    public boolean isRequired() {
        return required;
    }

    /** Where it comes from. */
    public String clause() {
        return clause;
    }

    /** What the client does, without a subject. */
    public String sentence() {
        return sentence;
    }

    /** As in JSON, such as {@code retry_after}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
