package dev.fermata.it;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * A client that nobody here wrote, and how it behaves. {@link ThirdPartyClientsIT} tries each of these statements, and the tables of
 * {@code docs/vendors.md} are made from them.
 *
 * @param title as the head of a column
 * @param start gives a running client, to which calls can be passed
 * @param overTls whether the client speaks https only, and reads the address of its server when it starts
 * @param failure what the answer of a wait has if the job failed because of {@link #REASON}
 * @param lacks the calls that the client does not have, with what a reader of the docs wants to know about that
 */
record ThirdPartyClient(
        VendorRoutes vendor,
        String title,
        Start start,
        boolean overTls,
        String failure,
        Repetition after429,
        Repetition after503,
        LostResponse lostResponse,
        WebhookCheck webhookCheck,
        Map<Call, String> lacks) {

    static final String REASON = "Nobody speaks in this video.";

    /** Starts the program of a client for a server; one that is not {@code overTls} can go on with another server. */
    interface Start {
        ClientSession session(Simulator simulator) throws IOException;
    }

    /** What a client does, one row of a table each. */
    enum Call {
        CREATE("creates a job"),
        WAIT("waits for it, and fetches the result"),
        FAILED_JOB("a failed job"),
        LIST("lists jobs"),
        CANCEL("cancels or deletes a job"),
        AFTER_429("a poll that gets 429 with `Retry-After`"),
        AFTER_503("a poll that gets 503 with `Retry-After`"),
        WEBHOOK("a webhook"),
        LOST_RESPONSE("a creation that works, and gets 503");

        final String row;

        Call(String row) {
            this.row = row;
        }
    }

    /** What happens to a poll that failed. */
    enum Repetition {
        WHEN_TOLD("sent again when it says"),
        EARLIER("sent again before that"),
        NEVER("ends the wait");

        final String cell;

        Repetition(String cell) {
            this.cell = cell;
        }
    }

    /** What happens if the server creates a job, and its response is lost. */
    enum LostResponse {
        ERROR("an error, and a job that nobody knows"),
        FAILED_RETRY("its own retry fails: an error, and a job that nobody knows"),
        SAME_JOB("sent again, and still one job"),
        SECOND_JOB("sent again: **two jobs**");

        final String cell;

        LostResponse(String cell) {
            this.cell = cell;
        }
    }

    /** What the client does with the signature of a webhook. */
    enum WebhookCheck {
        REFUSES_FORGED("verified, and a forged one is refused"),
        TAKES_FORGED("taken; a forged one, too");

        final String cell;

        WebhookCheck(String cell) {
            this.cell = cell;
        }
    }

    ThirdPartyClient {
        lacks = Map.copyOf(lacks);
    }

    /** A client that has all calls, keeps to what the server says, and creates no second job. */
    static ThirdPartyClient of(VendorRoutes vendor, String title, Start start) {
        return new ThirdPartyClient(
                vendor,
                title,
                start,
                false,
                REASON,
                Repetition.WHEN_TOLD,
                Repetition.WHEN_TOLD,
                LostResponse.ERROR,
                WebhookCheck.REFUSES_FORGED,
                Map.of());
    }

    ThirdPartyClient withTls() {
        return new ThirdPartyClient(
                vendor, title, start, true, failure, after429, after503, lostResponse, webhookCheck, lacks);
    }

    ThirdPartyClient failure(String shown) {
        return new ThirdPartyClient(
                vendor, title, start, overTls, shown, after429, after503, lostResponse, webhookCheck, lacks);
    }

    ThirdPartyClient repeats(Repetition on429, Repetition on503) {
        return new ThirdPartyClient(
                vendor, title, start, overTls, failure, on429, on503, lostResponse, webhookCheck, lacks);
    }

    ThirdPartyClient lostResponse(LostResponse then) {
        return new ThirdPartyClient(
                vendor, title, start, overTls, failure, after429, after503, then, webhookCheck, lacks);
    }

    ThirdPartyClient webhookCheck(WebhookCheck check) {
        return new ThirdPartyClient(
                vendor, title, start, overTls, failure, after429, after503, lostResponse, check, lacks);
    }

    ThirdPartyClient lacks(Call call, String reason) {
        Map<Call, String> all = new EnumMap<>(Call.class);
        all.putAll(lacks);
        all.put(call, reason);
        return new ThirdPartyClient(
                vendor, title, start, overTls, failure, after429, after503, lostResponse, webhookCheck, all);
    }

    /** Whether the client's user gets an error if the response to a creation is lost. */
    boolean failsIfTheResponseIsLost() {
        return lostResponse == LostResponse.ERROR || lostResponse == LostResponse.FAILED_RETRY;
    }

    boolean has(Call call) {
        return !lacks.containsKey(call);
    }

    /** What the table says about a call. */
    String cell(Call call) {
        if (!has(call)) {
            return lacks.get(call);
        }
        return switch (call) {
            case CREATE, WAIT, LIST, CANCEL -> "yes";
            case FAILED_JOB ->
                failure.equals(REASON) ? "yes, with the reason" : "the reason is lost: `" + failure + "`";
            case AFTER_429 -> after429.cell;
            case AFTER_503 -> after503.cell;
            case WEBHOOK -> webhookCheck.cell;
            case LOST_RESPONSE -> lostResponse.cell;
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
