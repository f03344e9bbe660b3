package dev.fermata.cli;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The settings of {@code fermata serve}: a variable, a flag, what is allowed, and where the value goes. */
enum Setting {
    SCENARIO("--scenario", "default", "one of " + String.join(", ", Scenario.names()) + ", or a file of YAML") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            builder.scenario(scenario(value));
            return true;
        }
    },
    TOTAL_DELAY_SECONDS("--total-delay", "30", "0 to 1,000,000,000 seconds, such as 30 or 0.5") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            return duration(value).map(builder::totalDelay).isPresent();
        }
    },
    ERROR_CHANCE("--error-chance", "0.1", "a probability from 0 to 1, such as 0.1") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            if (!DECIMAL.matcher(value).matches() || Double.parseDouble(value) > 1) {
                return false;
            }
            builder.errorChance(Double.parseDouble(value));
            return true;
        }
    },
    RESET_INTERVAL_SECONDS("--reset-interval", "20", "0.000001 to 1,000,000,000 seconds, such as 20, or 'never'") {
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
    HOST("--host", "127.0.0.1", "a name or address of this machine, such as 127.0.0.1") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            boolean plausible = !value.isBlank() && value.length() < 256 && !value.matches(".*[\\s\\p{Cntrl}/].*");
            if (plausible) {
                builder.host(value);
            }
            return plausible;
        }
    },
    PORT("--port", "8000", "a whole number from 0 (any free port) to 65535") {
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
    SEED("--seed", "random", "a whole number that fits into 64 bits") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            whole(value).ifPresent(builder::seed);
            return whole(value).isPresent();
        }
    },
    SPEED("--speed", "1", "more than 0 and at most 1000000, such as 60 or 60x, or 'frozen'") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            if (value.equalsIgnoreCase("frozen")) {
                builder.clock(SimulatorClock.frozen());
                return true;
            }
            String times = value.endsWith("x") ? value.substring(0, value.length() - 1) : value;
            double speed = DECIMAL.matcher(times).matches() ? Double.parseDouble(times) : 0;
            boolean fits = speed > 0 && speed <= 1_000_000;
            if (fits) {
                builder.clock(SimulatorClock.running(speed));
            }
            return fits;
        }
    },
    MAX_JOBS("--max-jobs", "1000000", "a whole number from 1 to 100000000") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            OptionalLong jobs = whole(value);
            boolean fits = jobs.isPresent() && jobs.getAsLong() >= 1 && jobs.getAsLong() <= 100_000_000;
            if (fits) {
                builder.maxJobs((int) jobs.getAsLong());
            }
            return fits;
        }
    },
    RETENTION("--retention", "24h", DurationText.ALLOWED + ", at most 24000h") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            return duration(value)
                    .filter(retention -> retention.compareTo(Duration.ofDays(1_000)) <= 0)
                    .map(builder::retention)
                    .isPresent();
        }
    },
    API_KEYS("--api-key", "none", "1 to 500 visible ASCII characters each, without commas") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            List<String> keys =
                    Stream.of(value.split(",", -1)).map(String::strip).toList();
            boolean fit = keys.stream().allMatch(key -> key.matches("[!-~]{1,500}"));
            if (fit) {
                keys.forEach(builder::apiKey);
            }
            return fit;
        }
    },
    ADMIN_TOKEN("--admin-token", "none", "8 to 500 visible ASCII characters") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            boolean fits = value.matches("[!-~]{8,500}");
            if (fits) {
                builder.adminToken(value);
            }
            return fits;
        }
    },
    WEBHOOK_ALLOW("--webhook-allow", "none", "host names, addresses, or networks such as 10.0.0.0/8") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            return accepted(
                    () -> Stream.of(value.split(",", -1)).map(String::strip).forEach(builder::webhookAllow));
        }
    },
    WEBHOOK_SECRET("--webhook-secret", "a new one", "whsec_ and 24 to 64 bytes in base64") {
        @Override
        boolean apply(String value, SimulatorBuilder builder) {
            return accepted(() -> builder.webhookSecret(value));
        }
    };

    private static final Pattern DECIMAL = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Pattern LIKE_A_FILE = Pattern.compile("[/\\\\]|\\.(ya?ml|json)$");
    private static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);

    private final String flag;
    private final String byDefault;
    private final String allowed;

    Setting(String flag, String byDefault, String allowed) {
        this.flag = flag;
        this.byDefault = byDefault;
        this.allowed = allowed;
    }

    /**
     * Hands the value on, or says no.
     *
     * @throws ScenarioException with more than one thing that is wrong
     */
    abstract boolean apply(String value, SimulatorBuilder builder);

    String flag() {
        return flag;
    }

    String allowed() {
        return allowed;
    }

    String byDefault() {
        return byDefault;
    }

    /** What the scenario calls it, when it is one of its settings. */
    Optional<String> inScenario() {
        return switch (this) {
            case TOTAL_DELAY_SECONDS -> Optional.of("status.total_delay");
            case ERROR_CHANCE -> Optional.of("status.error_chance");
            case RESET_INTERVAL_SECONDS -> Optional.of("status.reset_interval");
            default -> Optional.empty();
        };
    }

    /** The value for people: not when it is a secret. */
    String shown(String value) {
        return this == API_KEYS || this == ADMIN_TOKEN || this == WEBHOOK_SECRET ? "(hidden)" : value;
    }

    private static boolean accepted(Runnable setting) {
        try {
            setting.run();
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    static Scenario scenario(String nameOrFile) {
        if (Scenario.names().contains(nameOrFile)) {
            return Scenario.named(nameOrFile);
        }
        if (nameOrFile.equals(Scenario.defaults().name())) {
            return Scenario.defaults();
        }
        try {
            Path file = Path.of(nameOrFile);
            if (Files.isRegularFile(file)) {
                return Scenario.read(file);
            }
            if (LIKE_A_FILE.matcher(nameOrFile).find()) {
                throw new ScenarioException("there is no file '" + nameOrFile + "'; allowed is " + SCENARIO.allowed());
            }
            return Scenario.named(nameOrFile);
        } catch (IOException | InvalidPathException unreadable) {
            throw new ScenarioException("file '" + nameOrFile + "' cannot be read: " + unreadable.getMessage());
        }
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
