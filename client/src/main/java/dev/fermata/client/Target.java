package dev.fermata.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One job that is waited for, by one wait or more: they share what is known of it and the requests under way. The lock guards the
 * fields and is never held while foreign code runs.
 */
class Target {

    final Backend backend;
    private final String id;
    private final List<Wait> waits = new ArrayList<>(1);
    private @Nullable Exchange underWay;
    private @Nullable Exchange held;
    private @Nullable Snapshot last;
    private @Nullable String etag;
    private @Nullable Group group;
    private boolean taught;

    Target(Backend backend, String id) {
        this.backend = backend;
        this.id = id;
    }

    String id() {
        return id;
    }

    /** What it is found by. */
    String key() {
        return id;
    }

    /** Whether this is the first to learn from its end: each job teaches but once, however many wait for it. */
    synchronized boolean isFirstLesson() {
        boolean first = !taught;
        taught = true;
        return first;
    }

    /** Whether a request for it may be shared with others, and held. */
    boolean isLook() {
        return true;
    }

    /** Where it is asked for. */
    URI uri() {
        return build().uri();
    }

    HttpRequest build() {
        return backend.look(id);
    }

    Snapshot parse(HttpHeaders headers, byte[] body) {
        return backend.read(id, headers, body);
    }

    synchronized void add(Wait wait) {
        waits.add(wait);
    }

    /** Whether nobody is left. */
    synchronized boolean remove(Steps wait) {
        waits.remove(wait);
        return waits.isEmpty();
    }

    synchronized List<Wait> waits() {
        return List.copyOf(waits);
    }

    /** The request that the server was asked to hold last, if it is not over yet. */
    synchronized @Nullable Exchange held() {
        return held;
    }

    /** The request that was sent last to be answered at once, if it is not answered yet. */
    synchronized @Nullable Exchange underWay() {
        return underWay;
    }

    synchronized void sent(Exchange exchange) {
        if (exchange.hold().isZero()) {
            underWay = exchange;
        } else {
            held = exchange;
        }
    }

    /** Nobody waits for it any more, on behalf of this job. */
    synchronized void isRidOf(Exchange exchange) {
        underWay = underWay == exchange ? null : underWay;
        held = held == exchange ? null : held;
    }

    /** Which version of it is known. */
    synchronized Optional<String> version() {
        return Optional.ofNullable(last == null ? null : etag);
    }

    Optional<Answer> bad(Response response, Duration retryAfter) {
        return Replies.bad(response, retryAfter);
    }

    /** What the answer to a request for this job alone means. */
    Answer read(Response response, Instant now, Duration held) {
        HttpHeaders headers = response.headers();
        Duration retryAfter = RetryAfter.of(headers, now);
        Optional<Answer> bad = bad(response, retryAfter);
        Snapshot known = known();
        if (response.statusCode() == 304) {
            return known == null
                    ? new Answer.Trouble(
                            "the server says that nothing has changed, and never said what was", retryAfter)
                    : heard(known, Replies.serverTime(headers, now), retryAfter, hold(held, Holding.ODD));
        }
        if (bad.isPresent()) {
            return bad.get();
        }
        try {
            Snapshot snapshot = parse(headers, response.body());
            synchronized (this) {
                etag = headers.firstValue("ETag").orElse(null);
            }
            int oddity = isMove(snapshot) ? Holding.NORMAL : Holding.ODD;
            return heard(snapshot, Replies.serverTime(headers, now), retryAfter, hold(held, oddity));
        } catch (RuntimeException unintelligible) {
            return new Answer.Trouble(Replies.sentence(unintelligible), retryAfter);
        }
    }

    /** A valid snapshot, by whichever way it came. */
    synchronized Answer heard(Snapshot snapshot, Instant asOf, Duration retryAfter, Answer.Hold hold) {
        last = snapshot;
        return snapshot.state().isTerminal()
                ? new Answer.Final(snapshot, asOf, hold.isTrue())
                : new Answer.Pending(snapshot, asOf, retryAfter, hold);
    }

    /** With whom it was asked for last, if not alone. */
    synchronized @Nullable Group group() {
        return group;
    }

    synchronized void belongsTo(Group group) {
        this.group = group;
    }

    /** Whether this is news. */
    synchronized boolean isMove(Snapshot snapshot) {
        return last == null || snapshot.hasMovedSince(last);
    }

    /** Passes an answer on to all who may use it. */
    void tell(Exchange exchange, Answer answer) {
        List<Wait> all;
        synchronized (this) {
            isRidOf(exchange);
            all = List.copyOf(waits);
        }
        for (Wait wait : all) {
            wait.hear(exchange, answer);
        }
    }

    private static Answer.Hold hold(Duration applied, int oddity) {
        return applied.isZero() ? Answer.Hold.NONE : new Answer.Hold(applied, oddity, Duration.ZERO, true);
    }

    synchronized @Nullable Snapshot known() {
        return last;
    }
}
