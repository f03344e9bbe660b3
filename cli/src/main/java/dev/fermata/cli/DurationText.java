package dev.fermata.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 60s}, {@code 1m30s}, {@code 500ms}, {@code 1h}, or plain seconds. */
final class DurationText {

    static final String ALLOWED = "a duration such as 60s, 1m30s, 500ms or 2.5";

    private static final String NUMBER = "(\\d{1,12}(?:\\.\\d{1,9})?|\\.\\d{1,9})";
    private static final Pattern PLAIN = Pattern.compile(NUMBER);
    private static final Pattern WITH_UNITS =
            Pattern.compile("(?:" + NUMBER + "h)?(?:" + NUMBER + "m)?(?:" + NUMBER + "s)?(?:" + NUMBER + "ms)?");
    private static final long[] UNIT_NANOS = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L};

    private DurationText() {}

    /** Empty if that is no duration. */
    static Optional<Duration> parse(String text) {
        if (PLAIN.matcher(text).matches()) {
            return Optional.of(nanos(text, 1_000_000_000L));
        }
        Matcher units = WITH_UNITS.matcher(text.toLowerCase(Locale.ROOT));
        if (text.isEmpty() || !units.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < UNIT_NANOS.length; unit++) {
            String number = units.group(unit + 1);
            if (number != null) {
                sum = sum.plus(nanos(number, UNIT_NANOS[unit]));
            }
        }
        return Optional.of(sum);
    }

    /** For people, to a tenth of a second. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }

    private static Duration nanos(String number, long unit) {
        BigDecimal[] parts = new BigDecimal(number)
                .multiply(BigDecimal.valueOf(unit))
                .divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValue());
    }
}
