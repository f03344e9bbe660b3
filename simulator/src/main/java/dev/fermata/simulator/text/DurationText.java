package dev.fermata.simulator.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 60s}, {@code 1m30s}, {@code 1d}, {@code 500ms}, {@code PT20M}, or plain seconds. */
public final class DurationText {

    public static final Duration LONGEST = Duration.ofDays(1_000);

    public static final String EXAMPLES = "a duration such as 30s, 1m30s, 500ms, 1d, 2.5 or PT20M";

    public static final String ALLOWED = EXAMPLES + ", at most 1000 days";

    private static final String NUMBER = "(\\d{1,12}(?:\\.\\d{1,9})?|\\.\\d{1,9})";
    private static final Pattern PLAIN = Pattern.compile(NUMBER);
    private static final Pattern WITH_UNITS =
            Pattern.compile(unit("d") + unit("h") + unit("m") + unit("s") + unit("ms") + "(?<!^)");
    /** ISO 8601, without the months and years that have no fixed length. */
    private static final Pattern ISO =
            Pattern.compile("p" + unit("d") + "(?:t" + unit("h") + unit("m") + unit("s") + ")?(?<![pt])");

    private static final BigDecimal[] UNIT_SECONDS = {
        new BigDecimal(86_400), new BigDecimal(3_600), new BigDecimal(60), BigDecimal.ONE, new BigDecimal("0.001")
    };

    /** A number and its unit, as people write them who do not know the form: {@code 20 minutes and}. */
    private static final Pattern WORDY = Pattern.compile("(\\d)\\s*([a-z]+)\\s*(?:,|\\band\\b)?\\s*");

    private DurationText() {}

    /** Empty if the text is no duration, or one of more than 1000 days. */
    public static Optional<Duration> parse(String text) {
        return parse(text, LONGEST);
    }

    /** Empty if the text is no duration, or a longer one. */
    public static Optional<Duration> parse(String text, Duration longest) {
        return seconds(text.strip().toLowerCase(Locale.ROOT))
                .filter(seconds -> seconds.compareTo(BigDecimal.valueOf(longest.getSeconds())) <= 0)
                .map(DurationText::duration);
    }

    /** What was probably meant by a text that is no duration: {@code 20m} by {@code 20 minutes}. */
    public static Optional<String> meant(String text) {
        String meant = WORDY.matcher(text.strip().toLowerCase(Locale.ROOT))
                .replaceAll(part -> part.group(1) + shortUnit(part.group(2)));
        return Optional.of(meant).filter(found -> parse(found).isPresent());
    }

    /**
     * The end of a message about a text that is not allowed.
     *
     * @param meant what was probably meant, if that is allowed
     */
    public static String allowed(Optional<String> meant, String allowed) {
        return meant.map(found -> "; did you mean '" + found + "'? Allowed is ").orElse("; allowed is ") + allowed;
    }

    /** So that {@link #parse} reads the same duration. */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return duration.toString();
        }
        if (duration.getSeconds() == 0 && duration.getNano() % 1_000_000 == 0) {
            return duration.toMillis() + "ms";
        }
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        BigDecimal seconds = BigDecimal.valueOf(duration.toSecondsPart())
                .add(BigDecimal.valueOf(duration.getNano(), 9))
                .stripTrailingZeros();
        return (hours == 0 ? "" : hours + "h")
                + (minutes == 0 ? "" : minutes + "m")
                + (seconds.signum() == 0 ? "" : seconds.toPlainString() + "s");
    }

    private static Optional<BigDecimal> seconds(String text) {
        if (PLAIN.matcher(text).matches()) {
            return Optional.of(new BigDecimal(text));
        }
        Matcher units = (text.startsWith("p") ? ISO : WITH_UNITS).matcher(text);
        if (!units.matches()) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (int unit = 0; unit < units.groupCount(); unit++) {
            String number = units.group(unit + 1);
            if (number != null) {
                sum = sum.add(new BigDecimal(number).multiply(UNIT_SECONDS[unit]));
            }
        }
        return Optional.of(sum);
    }

    private static Duration duration(BigDecimal seconds) {
        BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.ONE);
        return Duration.ofSeconds(
                parts[0].longValueExact(), parts[1].movePointRight(9).longValue());
    }

    private static String unit(String name) {
        return "(?:" + NUMBER + name + ")?";
    }

    private static String shortUnit(String word) {
        return switch (word) {
            case "msec", "msecs", "millis", "millisecond", "milliseconds" -> "ms";
            case "sec", "secs", "second", "seconds" -> "s";
            case "min", "mins", "minute", "minutes" -> "m";
            case "hr", "hrs", "hour", "hours" -> "h";
            case "day", "days" -> "d";
            default -> word;
        };
    }
}
