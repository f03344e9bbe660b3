package dev.fermata.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PollSchedule} may know when it chooses the next pause.
 *
 * @param number how many looks have been answered so far; 0 before the first one
 * @param age time since the job was created where the backend tells that, else since the wait began
 * @param waited time since the wait began; nobody looked before that
 * @param kind which {@link DurationHistory} applies, from the general to the particular: {@code "heygen/quality/es"};
 *     empty when the caller makes no difference
 * @param progress the part of the job that the server says is done, 0 to 1; null when it does not say
 * @param expectedAge the age at which the server expects the job to be done; null when it does not say
 */
public record Look(
        int number,
        Duration age,
        Duration waited,
        String kind,
        @Nullable Double progress,
        @Nullable Duration expectedAge) {

    /** A look at a job of no particular kind, without hints. */
    public Look(int number, Duration age) {
        this(number, age, age, "", null, null);
    }

    /** This look, by a wait that began later than the job. */
    public Look withWaited(Duration waited) {
        return new Look(number, age, waited, kind, progress, expectedAge);
    }

    /** This look, at a job of that kind. */
    public Look withKind(String kind) {
        return new Look(number, age, waited, kind, progress, expectedAge);
    }

    /** This look, with the progress that the server reported: a part from 0 to 1. */
    public Look withProgress(double progress) {
        return new Look(number, age, waited, kind, progress, expectedAge);
    }

    /** This look, with the age at which the server expects the job to be done. */
    public Look withExpectedAge(Duration expectedAge) {
        return new Look(number, age, waited, kind, progress, expectedAge);
    }
}
