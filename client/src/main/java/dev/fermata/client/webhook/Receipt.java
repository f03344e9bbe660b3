package dev.fermata.client.webhook;

/**
 * What became of a webhook.
 *
 * @param explanation for a log; it shows no secret
 */
public record Receipt(Result result, String explanation) {

    /** What became of it, and the status to respond with. */
    public enum Result {
        /** The signature is good, and the job is polled. */
        ACCEPTED(200),
        /** It came before; nothing happens. */
        REPEATED(200),
        /** It cannot be read. */
        MALFORMED(400),
        /** It is not signed by the vendor, or it is too old. */
        FORGED(401),
        /** It is too long. */
        TOO_LONG(413),
        /** The vendor's keys cannot be had now: the vendor is to send it again. */
        UNVERIFIED(503);

        private final int statusCode;

        Result(int statusCode) {
            this.statusCode = statusCode;
        }
    }

    /** The status to respond with. */
    public int statusCode() {
        return result.statusCode;
    }
}
