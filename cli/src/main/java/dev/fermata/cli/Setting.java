package dev.fermata.cli;

import dev.fermata.simulator.SimulatorBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The settings of {@code fermata serve}: a variable, a flag, what is allowed, and where the value goes. */
enum Setting {
    TOTAL_DELAY_SECONDS("--total-delay", "0 or more seconds, such as 30 or 0.5") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            return duration(value).map(builder::totalDelay).isPresent();
        }
    },
    ERROR_CHANCE("--error-chance", "a probability from 0 to 1, such as 0.1") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            if (!DECIMAL.matcher(value).matches() || Double.parseDouble(value) > 1) {
                return false;
            }
            builder.errorChance(Double.parseDouble(value));
            return true;
        }
    },
    RESET_INTERVAL_SECONDS("--reset-interval", "more than 0 seconds, such as 20, or 'never'") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            if (value.equalsIgnoreCase("never")) {
                builder.neverReset();
                return true;
            }
            return duration(value)
                    .filter(interval -> !interval.isZero())
                    .map(builder::resetInterval)
                    .isPresent();
        }
    },
    HOST("--host", "a name or address of this machine, such as 127.0.0.1") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            boolean plausible = !value.isBlank() && value.length() < 256 && !value.matches(".*[\\s\\p{Cntrl}/].*");
            if (plausible) {
                builder.host(value);
            }
            return plausible;
        }
    },
    PORT("--port", "a whole number from 0 (any free port) to 65535") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            OptionalLong port = whole(value);
            boolean fits = port.isPresent() && port.getAsLong() >= 0 && port.getAsLong() <= 65_535;
            if (fits) {
                builder.port((int) port.getAsLong());
            }
            return fits;
        }
    },
    SEED("--seed", "a whole number that fits into 64 bits") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            whole(value).ifPresent(builder::seed);
            return whole(value).isPresent();
        }
    };

    private static final Pattern DECIMAL = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);

    private final String flag;
    private final String allowed;

    Setting(String flag, String allowed) {
        this.flag = flag;
        this.allowed = allowed;
    }

    /** Hands the value on, or says no. */
    abstract boolean apply(String value, SimulatorBuilder builder);

    String flag() {
        return flag;
    }

    String allowed() {
        return allowed;
    }

    private static Optional<Duration> duration(String value) {
        return DurationText.parse(value).filter(duration -> duration.compareTo(LONGEST) <= 0);
    }

    private static OptionalLong whole(String value) {
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException notWhole) {
            return OptionalLong.empty();
        }
    }
}
