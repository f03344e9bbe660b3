package dev.fermata.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a wait has come; immutable. Times count from its start.
 *
 * @param polls looks made
 * @param answers valid answers among them
 * @param troubles bad answers in a row, up to now
 * @param lastProblem the last bad answer, ever
 * @param unknownWords the first few states that mean nothing
 * @param roundTrip how long valid answers take, typically, unless they are held
 * @param lastLookTaken whether the look just before the deadline was sent
 * @param awaitedSince when the request was sent that is under way; null between requests
 * @param hastyHolds grows with each held answer that came too early, and falls to 0 with one that did not
 * @param ageAtStart how old the job was when the wait began; null where nobody tells
 * @param notYet when the last look was sent that said "not yet", perhaps by an earlier wait and so before this one began; null
 *     before the first
 * @param last what was last known of the job
 */
record Progress(
        int polls,
        int answers,
        int troubles,
        Optional<String> lastProblem,
        List<String> unknownWords,
        @Nullable Duration roundTrip,
        boolean lastLookTaken,
        @Nullable Duration awaitedSince,
        int hastyHolds,
        @Nullable Duration ageAtStart,
        @Nullable Duration notYet,
        @Nullable Snapshot last) {

    private static final int MOST_WORDS = 8;

    static final Progress NONE =
            new Progress(0, 0, 0, Optional.empty(), List.of(), null, false, null, 0, null, null, null);

    /** What an earlier wait, or the submission, has left behind; {@code notYet} lies before this wait's start. */
    Progress knowing(Duration age, @Nullable Duration notYet, @Nullable Snapshot last) {
        return new Progress(
                polls,
                answers,
                troubles,
                lastProblem,
                unknownWords,
                roundTrip,
                lastLookTaken,
                awaitedSince,
                hastyHolds,
                age.compareTo(Checks.LONGEST) > 0 ? null : age,
                notYet,
                last);
    }

    Progress sent(Duration now, boolean lastLook) {
        return new Progress(
                polls + 1,
                answers,
                troubles,
                lastProblem,
                unknownWords,
                roundTrip,
                lastLookTaken || lastLook,
                now,
                hastyHolds,
                ageAtStart,
                notYet,
                last);
    }

    /** A "not yet" to a look that was sent at {@code asked}. */
    Progress notYet(Answer.Pending answer, Duration now, int hasty) {
        Duration asked = awaitedSince == null ? now : awaitedSince;
        boolean held = !answer.hold().applied().isZero();
        return new Progress(
                polls,
                answers + 1,
                0,
                lastProblem,
                words(answer.snapshot()),
                held ? roundTrip : typical(now.minus(asked)),
                lastLookTaken,
                null,
                hasty,
                age(answer.snapshot(), answer.asOf(), now),
                asked,
                answer.snapshot());
    }

    /**
     * What came of staying aboard of a request that was sent again and again and never told of this job.
     *
     * @param more so many requests since {@link #sent}
     * @param heard so many answers
     * @param asked when the last request was sent
     */
    Progress stayed(int more, int heard, Duration asked) {
        return new Progress(
                polls + more,
                answers + heard,
                0,
                lastProblem,
                unknownWords,
                roundTrip,
                lastLookTaken,
                asked,
                hastyHolds,
                ageAtStart,
                heard == 0 ? notYet : awaitedSince,
                last);
    }

    /** No request of this wait is under way any more, and none was answered badly. */
    Progress alighted() {
        return new Progress(
                polls,
                answers,
                troubles,
                lastProblem,
                unknownWords,
                roundTrip,
                lastLookTaken,
                null,
                hastyHolds,
                ageAtStart,
                notYet,
                last);
    }

    /** One slow answer is no reason to look long before the deadline, and a quick one shows what is possible. */
    private Duration typical(Duration took) {
        return roundTrip == null || took.compareTo(roundTrip) < 0
                ? took
                : roundTrip.plus(took.minus(roundTrip).dividedBy(4));
    }

    Progress ended(Answer.Final answer, Duration now) {
        Duration age = age(answer.snapshot(), answer.asOf(), now);
        return new Progress(
                polls,
                answers + 1,
                0,
                lastProblem,
                unknownWords,
                roundTrip,
                lastLookTaken,
                null,
                hastyHolds,
                age,
                notYet,
                answer.snapshot());
    }

    Progress troubled(String problem) {
        return new Progress(
                polls,
                answers,
                troubles + 1,
                Optional.of(problem),
                unknownWords,
                roundTrip,
                lastLookTaken,
                null,
                hastyHolds,
                ageAtStart,
                notYet,
                last);
    }

    /** How old the job is, as far as that is known. */
    Duration age(Duration now) {
        return ageAtStart == null ? now : ageAtStart.plus(now);
    }

    /** Fixed by the first answer that tells: later ones would let two clocks of different speed fight. */
    private @Nullable Duration age(Snapshot snapshot, java.time.Instant asOf, Duration now) {
        if (ageAtStart != null || snapshot.createdAt().isEmpty()) {
            return ageAtStart;
        }
        Duration age = Duration.between(snapshot.createdAt().get(), asOf).minus(now);
        if (age.compareTo(Checks.LONGEST) > 0) {
            // Not an age but what stands for "no date", such as the year 1.
            return null;
        }
        return age.isNegative() ? Duration.ZERO : age;
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
}
