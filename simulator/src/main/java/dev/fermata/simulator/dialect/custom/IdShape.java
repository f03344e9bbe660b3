package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds;
import dev.fermata.simulator.job.store.JobStore;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/**
 * How a dialect writes the ids of jobs, such as {@code job_{hex}}. Nothing is stored: an id is a function of the job, and the job is
 * found by its id. Immutable.
 */
record IdShape(String before, Kind kind, String after) {

    static final String ALLOWED =
            "one of " + Stream.of(Kind.values()).map(Kind::hole).collect(Collectors.joining(", "))
                    + ", with up to 40 letters, digits, '.', '_', '~' and '-' before or after it, such as job_{hex}";

    private static final String SIDE = "([\\w.~-]{0,40})";
    private static final Pattern SHAPE = Pattern.compile(SIDE + "\\{(number|random|hex|uuid)}" + SIDE);
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");
    private static final Pattern DIGITS = Pattern.compile("0|[1-9]\\d{0,17}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern UUID =
            Pattern.compile("([0-9a-f]{8})-([0-9a-f]{4})-4([0-9a-f]{3})-a([0-9a-f])[0-9a-f]{2}-[0-9a-f]{12}");

    enum Kind {
        /** Counts from 1. */
        NUMBER,
        /** As {@code /v1} has them. */
        RANDOM,
        HEX,
        UUID;

        private String hole() {
            return '{' + name().toLowerCase(Locale.ROOT) + '}';
        }
    }

    /** Empty if that is no shape. */
    static Optional<IdShape> of(String text) {
        Matcher shape = SHAPE.matcher(text);
        return shape.matches()
                ? Optional.of(new IdShape(
                        shape.group(1), Kind.valueOf(shape.group(2).toUpperCase(Locale.ROOT)), shape.group(3)))
                : Optional.empty();
    }

    String id(Job job) {
        return id(job.id(), job.number());
    }

    /** An id that may be that of a job. */
    String sample() {
        return id(JobIds.text(0), 0);
    }

    /** As JSON: a number if it has only digits because of its shape. */
    JsonNode json(Job job) {
        String id = id(job);
        boolean number = kind == Kind.NUMBER && DIGITS.matcher(id).matches();
        return number ? LongNode.valueOf(Long.parseLong(id)) : StringNode.valueOf(id);
    }

    Optional<Job> find(String id, JobStore jobs, long now) {
        int end = id.length() - after.length();
        if (end <= before.length() || !id.startsWith(before) || !id.endsWith(after)) {
            return Optional.empty();
        }
        String inside = id.substring(before.length(), end);
        // Each job has one id, so what looks like an id but is not written in that way is none.
        return found(inside, jobs, now).filter(job -> id(job).equals(id));
    }

    private Optional<Job> found(String inside, JobStore jobs, long now) {
        Matcher uuid = UUID.matcher(inside);
        return switch (kind) {
            case NUMBER ->
                NUMBER.matcher(inside).matches() ? jobs.find(Long.parseLong(inside) - 1, now) : Optional.empty();
            case RANDOM -> jobs.find(inside, now);
            case HEX -> HEX.matcher(inside).matches() ? byBits(inside, jobs, now) : Optional.empty();
            case UUID ->
                uuid.matches()
                        ? byBits(uuid.group(1) + uuid.group(2) + uuid.group(3) + uuid.group(4), jobs, now)
                        : Optional.empty();
        };
    }

    private static Optional<Job> byBits(String hex, JobStore jobs, long now) {
        return jobs.find(JobIds.text(HexFormat.fromHexDigitsToLong(hex)), now);
    }

    private String id(String random, long number) {
        return before
                + switch (kind) {
                    case NUMBER -> Long.toString(number + 1);
                    case RANDOM -> random;
                    case HEX -> HexFormat.of().toHexDigits(JobIds.bits(random));
                    case UUID -> JobIds.uuid(random);
                }
                + after;
    }
}
