package dev.fermata.client.internal.wait;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.text.Checks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a wait has seen so far. Times count from the start of the wait. Immutable for everybody else: a method here changes a fresh
 * copy only, before it returns it. (A hundred thousand waits may live at once, so the fields are not spread over smaller objects.)
 */
public final class WaitState implements Cloneable {

    public static final WaitState NEW = new WaitState();

    /** A server's clock may differ by so much from what is known. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private static final int MOST_WORDS = 8;

    private int polls;
    private int responses;
    private int failures;
    /** How many of these in a row failed for a reason that does not pass by itself. */
    int permanentFailures;
    /** When the server first said 404 about a job that it knew before; null if the last response was another. */
    @Nullable
    Duration notFoundSince;

    private PollResult.@Nullable Problem problem;
    private List<String> unknownWords = List.of();
    /** How long valid responses take over a connection that may be an old one; null before the first. Held requests do not count. */
    @Nullable
    Duration roundTrip;
    /** The same over connections that were surely new. */
    @Nullable
    Duration roundTripConnecting;
    /** What the latest response took; null after a held request, a failure, or nothing. */
    @Nullable
    Duration latestRoundTrip;

    private @Nullable Duration sentAt;
    private boolean connecting;
    /** Whether the poll just before the deadline was sent. */
    boolean lastPollSent;
    /** A later deadline than the caller's, because the process slept through that; null as a rule. */
    @Nullable
    Duration extendedTo;

    private Duration notBefore = Duration.ZERO;
    /** How old the job was when the wait began; null if nobody knows. */
    @Nullable
    Duration ageAtStart;
    /** Whether only the server states the job's age. */
    boolean ageStated;
    /** Whether the server's times contradict an age that is known better: then its other times mislead as well. */
    boolean timesDoubtful;

    private @Nullable Duration notYetAt;
    private @Nullable Snapshot last;

    private WaitState() {}

    /** Polls sent. */
    public int polls() {
        return polls;
    }

    /** Valid responses among them. */
    public int responses() {
        return responses;
    }

    /** How many polls in a row have failed up to now. */
    public int failures() {
        return failures;
    }

    /** Of all failures the latest among those that explain most. */
    public Optional<String> lastProblem() {
        return Optional.ofNullable(problem).map(PollResult.Problem::sentence);
    }

    /** The first few words for a state that mean nothing to the backend. */
    public List<String> unknownWords() {
        return unknownWords;
    }

    /** When the poll under way was sent; null between polls. */
    @Nullable
    public Duration sentAt() {
        return sentAt;
    }

    /** {@code Retry-After}: no poll before this moment. */
    public Duration notBefore() {
        return notBefore;
    }

    /** When the last poll was sent that said "not yet", perhaps by an earlier wait; null before the first. */
    @Nullable
    public Duration notYetAt() {
        return notYetAt;
    }

    /** What is known of the job. */
    @Nullable
    public Snapshot last() {
        return last;
    }

    /** How old the job is, as far as that is known. */
    public Duration age(Duration now) {
        return ageAtStart == null ? now : ageAtStart.plus(now);
    }

    /** Something outside, such as a webhook, says how the job stands. */
    public WaitState notified(Snapshot snapshot) {
        WaitState next = copy();
        next.last = snapshot;
        return next;
    }

    /**
     * The job's age is known beforehand ({@code stated}: only the server states it), and perhaps what an earlier wait saw ({@code
     * notYet} is before this wait's start).
     */
    public WaitState knowing(Duration age, boolean stated, @Nullable Duration notYet, @Nullable Snapshot snapshot) {
        WaitState next = copy();
        next.ageAtStart = age.compareTo(Checks.LONGEST) > 0 ? null : age;
        next.ageStated = stated;
        next.notYetAt = notYet;
        next.last = snapshot;
        return next;
    }

    /** Whether the age that only the server states is more than what the wait has seen for itself by {@code at}. */
    boolean isAgeDoubtful(Duration at) {
        return ageStated && ageAtStart != null && ageAtStart.compareTo(at) > 0;
    }

    /** A poll is sent, perhaps for another wait on the same job. */
    public WaitState sent(Duration now, boolean lastPoll) {
        WaitState next = copy();
        next.polls++;
        next.sentAt = now;
        next.lastPollSent |= lastPoll;
        return next;
    }

    /**
     * The long poll that this wait shares went on without a word about its job: with so many more requests since {@link #sent}, and so
     * many responses, and {@code sent} as the time of the last request.
     */
    public WaitState stayed(int more, int answered, Duration sent) {
        if (answered == 0) {
            return this;
        }
        WaitState next = copy();
        next.polls += more;
        next.responses += answered;
        next.failures = 0;
        next.permanentFailures = 0;
        next.notFoundSince = null;
        next.notYetAt = sentAt;
        next.sentAt = sent;
        return next;
    }

    /** No poll is under way any more, and the last one did not fail. */
    public WaitState left() {
        WaitState next = copy();
        next.sentAt = null;
        return next;
    }

    /** Whether the poll under way surely opened its connection. */
    public WaitState connecting(boolean connects) {
        WaitState next = copy();
        next.connecting = connects;
        return next;
    }

    WaitState running(PollResult.Running result, Duration now, boolean held) {
        WaitState next = responded(now, held);
        next.notYetAt = result.isFinishing() ? notYetAt : sentAt == null ? now : sentAt;
        next.retryAfter(result.retryAfter(), now);
        if (result.snapshot() != null) {
            next.learnAge(result.snapshot(), result.asOf(), now);
            next.unknownWords = words(result.snapshot());
            next.last = result.snapshot();
        }
        return next;
    }

    /** The job has ended. */
    public WaitState ended(PollResult.Terminal result, Duration now) {
        WaitState next = responded(now, true);
        next.retryAfter(result.retryAfter(), now);
        next.learnAge(result.snapshot(), result.asOf(), now);
        next.last = result.snapshot();
        return next;
    }

    WaitState failed(PollResult.Transient result, Duration now) {
        WaitState next = problem(result.problem());
        next.failures = Math.max(failures + 1, result.inRow());
        next.permanentFailures = result.problem().permanent() ? permanentFailures + 1 : 0;
        next.notFoundSince = null;
        next.retryAfter(result.retryAfter(), now);
        return next;
    }

    WaitState notFound(Duration now, PollResult.Problem why, Duration retryAfter) {
        WaitState next = failed(new PollResult.Transient(null, why, retryAfter, false, 1), now);
        next.notFoundSince = notFoundSince == null ? now : notFoundSince;
        return next;
    }

    /** Keeps the problem that explains most: "the host is unknown" says more than "no complete response within 0.1 s". */
    WaitState problem(PollResult.Problem latest) {
        WaitState next = copy();
        next.sentAt = null;
        next.latestRoundTrip = null;
        next.problem = problem == null || latest.weight() >= problem.weight() ? latest : problem;
        return next;
    }

    WaitState extended(Duration to) {
        WaitState next = left();
        next.extendedTo = to;
        return next;
    }

    private WaitState responded(Duration now, boolean held) {
        WaitState next = copy();
        next.responses++;
        next.failures = 0;
        next.permanentFailures = 0;
        next.notFoundSince = null;
        Duration took = held || sentAt == null ? null : now.minus(sentAt);
        next.roundTripConnecting = WaitRules.typical(roundTripConnecting, connecting ? took : null, 10);
        next.roundTrip = WaitRules.typical(roundTrip, connecting ? null : took, 1);
        next.latestRoundTrip = took;
        next.sentAt = null;
        return next;
    }

    /** No poll before that moment; zero for no such limit. */
    public WaitState notBefore(Duration moment) {
        WaitState next = copy();
        next.notBefore = moment;
        return next;
    }

    private void retryAfter(Duration pause, Duration now) {
        notBefore = pause.isZero() ? Duration.ZERO : now.plus(pause);
    }

    /** The first response that states the age fixes it: with later ones, two clocks of different speed would move it. */
    private void learnAge(Snapshot snapshot, Instant asOf, Duration now) {
        if (snapshot.createdAt().isEmpty()) {
            return;
        }
        Duration age = Duration.between(snapshot.createdAt().get(), asOf).minus(now);
        if (ageAtStart != null) {
            timesDoubtful = !ageStated && age.minus(ageAtStart).abs().compareTo(CLOCKS) > 0;
            return;
        }
        // More is no age but what stands for "no date", such as the year 1.
        if (age.compareTo(Checks.LONGEST) <= 0) {
            ageAtStart = age.isNegative() ? Duration.ZERO : age;
            ageStated = true;
        }
    }

    private List<String> words(Snapshot snapshot) {
        boolean known = snapshot.state() != JobState.UNKNOWN;
        if (known || unknownWords.size() >= MOST_WORDS || unknownWords.contains(snapshot.word())) {
            return unknownWords;
        }
        List<String> more = new ArrayList<>(unknownWords);
        more.add(snapshot.word());
        return List.copyOf(more);
    }

    private WaitState copy() {
        try {
            return (WaitState) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
