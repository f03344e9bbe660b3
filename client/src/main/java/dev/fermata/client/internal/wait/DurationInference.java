package dev.fermata.client.internal.wait;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.schedule.Observation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a wait that has ended says about how long the job took. Pure functions; times count from the start of the wait. */
public final class DurationInference {

    /** By so much a server's clock may contradict what the wait saw. */
    private static final Duration CLOCKS = Duration.ofMillis(1500);
    /** The response to a held request comes when the job ends, up to the time of its way back. */
    private static final Duration WAY_BACK = Duration.ofMillis(250);
    /** A first poll that came so late was put off because the job began with the wait. */
    private static final Duration PUT_OFF = Duration.ofMillis(500);

    private DurationInference() {}

    /** The time was up: the job takes longer than its age at the last "not yet". */
    public static Optional<Observation> ofTimeout(WaitState end) {
        return Optional.ofNullable(end.notYetAt())
                .map(notYet -> outlived(end, notYet))
                .filter(Checks::isCredible)
                .map(Observation::longerThan);
    }

    /**
     * The job ended.
     *
     * @param end the state after that
     * @param sent when the poll was sent whose response said so
     * @param now when that response came
     */
    public static Optional<Observation> ofEnd(
            WaitState end, PollResult.Terminal result, @Nullable Duration sent, Duration now) {
        if (result.snapshot().state() == JobState.CANCELED) {
            return Optional.empty();
        }
        Duration notYet = end.notYetAt();
        Duration after = notYet == null ? Duration.ZERO : outlived(end, notYet);
        Duration before = end.age(now);
        boolean putOff = sent != null && sent.compareTo(PUT_OFF) >= 0;
        // A job that had ended at the first poll may have ended days ago, unless its age is known.
        boolean bounded = notYet != null || end.ageAtStart != null || putOff;
        Optional<Duration> stated = stated(result.snapshot(), after, before);
        if (stated.isPresent()) {
            return stated.map(Observation::exact);
        }
        if (!bounded || end.isAgeDoubtful(now) || !Checks.isCredible(before)) {
            return Optional.empty();
        }
        Duration held = before.minus(WAY_BACK);
        Duration least = result.held() && held.compareTo(after) > 0 ? held : after;
        return least.compareTo(before) < 0 ? Optional.of(Observation.between(least, before)) : Optional.empty();
    }

    /** The age at which the job had not ended. One that is hours off would be learned as the duration of such jobs. */
    private static Duration outlived(WaitState end, Duration notYet) {
        return end.isAgeDoubtful(notYet) ? notYet : end.age(notYet);
    }

    /** The server's own times, unless they contradict what the wait saw: its clock may be wrong. */
    private static Optional<Duration> stated(Snapshot snapshot, Duration after, Duration before) {
        return snapshot.createdAt()
                .flatMap(created -> snapshot.finishedAt().map(finished -> Duration.between(created, finished)))
                .filter(Checks::isCredible)
                .filter(took -> took.compareTo(after.minus(CLOCKS)) >= 0 && took.compareTo(before.plus(CLOCKS)) <= 0);
    }
}
