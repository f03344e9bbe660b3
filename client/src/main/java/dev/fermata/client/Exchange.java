package dev.fermata.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request under way, for one job or many, and the waits that want its answer: when the last of them turns away, the
 * connection is broken off. Where the server tells only of jobs that have ended, the others stay aboard, and it is sent again
 * for them, round after round, so that an answer costs no more than the ends that it tells of.
 *
 * <p>Thread-safe; the lock is never held while foreign code runs.
 */
final class Exchange {

    /** What it is sent for, if it is to be held. */
    enum For {
        /** The next end: the server is known to look for that alone. */
        AN_END,
        /** The next change of any kind since the version that is known. */
        A_CHANGE,
        /** To learn that version: answered at once, though the wish to be held is told. */
        A_VERSION
    }

    private final For purpose;
    private final Map<Target, Integer> aboard = new LinkedHashMap<>();
    private Duration sentAt;
    private Duration hold = Duration.ZERO;
    private Duration heldUntil = Duration.ZERO;
    private int sent;
    private int answered;
    private int hasty;
    private boolean open = true;
    private boolean over;
    private @Nullable CompletableFuture<Response> response;
    private @Nullable URI uri;
    private @Nullable Question question;

    Exchange(Duration sentAt, For purpose) {
        this.sentAt = sentAt;
        this.purpose = purpose;
    }

    /**
     * One more wait wants the answer. False if it is too late for that: the request is made.
     *
     * @param holdFor for how long this wait would have the request held
     * @param until up to when this wait may stay aboard, round after round
     */
    synchronized boolean board(Target target, Duration holdFor, Duration until) {
        if (open) {
            hold = aboard.isEmpty() || holdFor.compareTo(hold) < 0 ? holdFor : hold;
            heldUntil = until.compareTo(heldUntil) > 0 ? until : heldUntil;
            aboard.merge(target, 1, Integer::sum);
        }
        return open;
    }

    /** One more wait wants the answer about a job that is asked for already. False if it is too late for that. */
    synchronized boolean join(Target target) {
        boolean inTime = !over && aboard.containsKey(target);
        if (inTime) {
            aboard.merge(target, 1, Integer::sum);
        }
        return inTime;
    }

    /** One wait less wants the answer; it may have left already. */
    void leave(Target target) {
        CompletableFuture<Response> unwanted;
        boolean left;
        synchronized (this) {
            left = aboard.computeIfPresent(target, (same, waits) -> waits == 1 ? null : waits - 1) == null;
            unwanted = aboard.isEmpty() ? response : null;
        }
        if (left) {
            target.isRidOf(this);
        }
        if (unwanted != null) {
            unwanted.cancel(true);
        }
    }

    /** Whether everybody has turned away. */
    synchronized boolean isEmpty() {
        return aboard.isEmpty();
    }

    synchronized int size() {
        return aboard.size();
    }

    synchronized boolean carries(Target target) {
        return aboard.containsKey(target);
    }

    synchronized List<Target> targets() {
        return List.copyOf(aboard.keySet());
    }

    /** The first of them. */
    synchronized List<Target> targets(int most) {
        return aboard.keySet().stream().limit(most).toList();
    }

    /** What must not happen ends the waits that it happens to: they must never hang. */
    void abandon(Throwable broken) {
        targets().forEach(target -> target.waits().forEach(wait -> wait.abandon(broken)));
    }

    /** When it was sent, for the last time. */
    synchronized Duration sentAt() {
        return sentAt;
    }

    /** How long the server is asked to hold the request; zero for not at all. */
    synchronized Duration hold() {
        return hold;
    }

    /** Up to when somebody would stay aboard. */
    synchronized Duration heldUntil() {
        return heldUntil;
    }

    /** How often it was sent. */
    synchronized int sent() {
        return sent;
    }

    /** How often it was answered and went on. */
    synchronized int answered() {
        return answered;
    }

    For purpose() {
        return purpose;
    }

    /**
     * What it asks; nobody can board from now on.
     *
     * @param wish how to be answered, apart from the time
     */
    synchronized Question ask(Backend backend, Preference wish) {
        open = false;
        sent++;
        question = Question.of(targets(), backend, purpose, answered > 0, wish.held(hold));
        return question;
    }

    /** The request is on its way. */
    void sent(URI to, CompletableFuture<Response> response) {
        boolean unwanted;
        synchronized (this) {
            this.uri = to;
            this.response = response;
            unwanted = aboard.isEmpty();
        }
        if (unwanted) {
            response.cancel(true);
        }
    }

    /** Answered, and to be sent again for those who are left. */
    synchronized void pause(int hasty) {
        this.hasty = hasty;
        answered++;
        response = null;
        open = true;
    }

    /** Whether it is between two rounds: others may be taken aboard. */
    synchronized boolean isPausing() {
        return open && answered > 0;
    }

    synchronized int hasty() {
        return hasty;
    }

    /** The next round begins. */
    synchronized void renew(Duration now, Duration hold) {
        sentAt = now;
        this.hold = hold;
    }

    synchronized void over() {
        over = true;
        open = false;
    }

    synchronized Question question() {
        return Objects.requireNonNull(question, "ask() first");
    }

    /** What was wrong when there was no answer. */
    synchronized String problem(@Nullable Throwable problem) {
        return uri == null ? "the request was not sent" : Problems.sentence(problem, uri);
    }

    String tooSlow() {
        return problem(new CancellationException());
    }
}
