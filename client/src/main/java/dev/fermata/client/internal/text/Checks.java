package dev.fermata.client.internal.text;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks arguments at the public edge. Each message names the argument, its value, and what is allowed. */
public final class Checks {

    /** Longer than any wait makes sense, and short enough that nanoseconds never overflow. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private Checks() {}

    /** Whether a length of time that a server states can be true: more than zero, and at most {@link #LONGEST}. */
    public static boolean isCredible(Duration stated) {
        return !stated.isNegative() && !stated.isZero() && stated.compareTo(LONGEST) <= 0;
    }

    /** A duration of more than zero, and at most 365 days. */
    public static Duration positive(String name, Duration value) {
        if (!isCredible(Objects.requireNonNull(value, name))) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is more than 0 and at most 365 days");
        }
        return value;
    }

    /** A duration of zero or more, and at most 365 days. */
    public static Duration zeroOrMore(String name, Duration value) {
        return Objects.requireNonNull(value, name).isZero() ? value : positive(name, value);
    }

    /** A time from 1970 to 2199: others come from a clock that was never set, or cannot be computed with. */
    public static Instant credible(String name, Instant value) {
        if (Objects.requireNonNull(value, name).isBefore(Instant.EPOCH) || !value.isBefore(LATEST)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is 1970 to 2199");
        }
        return value;
    }

    /** A finite number of more than zero. */
    public static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is more than 0");
        }
        return value;
    }

    /** A whole number of 1 or more. */
    public static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is 1 or more");
        }
        return value;
    }

    /** 1 to 255 printable characters of ASCII. */
    public static void printable(String name, String value) {
        if (!Objects.requireNonNull(value, name).matches("[ -~]{1,255}")) {
            throw new IllegalArgumentException(
                    name + " is '" + Printable.clean(value) + "'; allowed are 1 to 255 printable characters of ASCII");
        }
    }

    /**
     * A header that requests are to have.
     *
     * @throws IllegalArgumentException if HTTP does not allow the name or the value; the message does not show the
     *     value
     */
    public static void header(String name, String value) {
        Objects.requireNonNull(name, "the name of a header is null");
        Objects.requireNonNull(value, () -> "the value of the header " + name + " is null");
        HttpRequest.Builder request = HttpRequest.newBuilder();
        // The JDK's own message about a bad name is good; the one about a bad value shows the value, often a key.
        request.setHeader(name, "any");
        try {
            request.setHeader(name, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(badHeaderValue("the header " + name));
        }
    }

    /** What is wrong with the value of a header that HTTP does not allow. */
    public static String badHeaderValue(String header) {
        return "the value of " + header + " has a character that HTTP does not allow (RFC 9110, section 5.5),"
                + " such as a line break; a key that was read from a file often ends with one";
    }

    /** The id of a job. Callers may not be null-marked. */
    public static String id(String name, @Nullable String id) {
        if (id == null) {
            throw new IllegalArgumentException(
                    name + " is null; allowed is the text by which the server knows the job");
        }
        return id;
    }

    /** All ids, before anything begins for one of them. */
    public static void ids(Collection<String> ids) {
        int number = 0;
        for (String id : Objects.requireNonNull(ids, "ids")) {
            id("ids[" + number++ + "]", id);
        }
    }
}
