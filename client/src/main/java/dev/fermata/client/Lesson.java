package dev.fermata.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a wait teaches about how long jobs take. Pure. Times count from the start of the wait. */
final class Lesson {

    /** So much a server's clock may contradict what was seen before its times are not believed. */
    private static final Duration CLOCKS = Duration.ofMillis(1500);

    /** A held look is answered when the job ends, give or take the way back. */
    private static final Duration WAY_BACK = Duration.ofMillis(250);

    /** A first look that was put off this long was put off for a reason: the wait began with the job. */
    private static final Duration PUT_OFF = Duration.ofMillis(500);

    private Lesson() {}

    /** The time was up. */
    static Optional<Observation.RightCensored> ofTimeout(Progress end) {
        Duration notYet = end.notYet();
        return Optional.ofNullable(notYet)
                .map(end::age)
                .filter(Checks::isCredible)
                .map(Observation.RightCensored::new);
    }

    /**
     * The job ended.
     *
     * @param asked when the look was sent whose answer said so
     * @param now when that answer came
     */
    static Optional<Observation> of(Progress end, Answer.Final answer, @Nullable Duration asked, Duration now) {
        if (answer.snapshot().state() == JobState.CANCELED) {
            return Optional.empty();
        }
        Duration notYet = end.notYet();
        Duration after = notYet == null ? Duration.ZERO : end.age(notYet);
        Duration before = end.age(now);
        boolean putOff = asked != null && asked.compareTo(PUT_OFF) >= 0;
        // A job that was done at the first look may have been done for days, unless its age is known.
        boolean bounded = notYet != null || end.ageAtStart() != null || putOff;
        boolean credible = bounded && Checks.isCredible(before);
        return told(answer.snapshot(), after, before).or(() -> {
            Duration held = before.minus(WAY_BACK);
            Duration least = answer.held() && held.compareTo(after) > 0 ? held : after;
            return credible && least.compareTo(before) < 0
                    ? Optional.of(Observation.between(least, before))
                    : Optional.empty();
        });
    }

    /** Believed unless it contradicts what was seen: a server's clock may be wrong, or run at a speed of its own. */
    private static Optional<Observation> told(Snapshot snapshot, Duration after, Duration before) {
        return snapshot.createdAt()
                .flatMap(created -> snapshot.finishedAt().map(finished -> Duration.between(created, finished)))
                .filter(Checks::isCredible)
                .filter(took -> took.compareTo(after.minus(CLOCKS)) >= 0 && took.compareTo(before.plus(CLOCKS)) <= 0)
                .map(Observation::exact);
    }
}
