package dev.fermata.client;

import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Arguments, checked at the public edge. */
final class Checks {

    /** Longer than any wait makes sense, and short enough that nanoseconds never overflow. */
    static final Duration LONGEST = Duration.ofDays(365);

    private Checks() {}

    /** Whether a time that somebody told makes sense as the length of anything here; 0001-01-01 as a date of birth does not. */
    static boolean isCredible(Duration told) {
        return !told.isNegative() && !told.isZero() && told.compareTo(LONGEST) <= 0;
    }

    static void printable(String name, String value) {
        if (!value.matches("[ -~]{1,255}")) {
            throw new IllegalArgumentException(name + " is '" + Problems.printable(value)
                    + "'; allowed are 1 to 255 printable characters of ASCII");
        }
    }

    static Duration positive(String name, Duration value) {
        if (!isCredible(value)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is more than 0 and at most 365 days");
        }
        return value;
    }

    /** An id of a job. */
    static String id(String name, @Nullable String id) {
        if (id == null) {
            throw new IllegalArgumentException(
                    name + " is null; allowed is the text by which the server knows the job");
        }
        return id;
    }

    /** All of them, before anything is begun for one. */
    static void ids(Collection<String> ids) {
        int number = 0;
        for (String id : ids) {
            id("ids[" + number++ + "]", id);
        }
    }
}
