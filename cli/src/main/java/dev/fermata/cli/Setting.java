package dev.fermata.cli;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The settings of {@code fermata serve}: a variable, a flag, a default, what is allowed, and where the value goes. */
enum Setting {
    SCENARIO("--scenario", "default", "the name of one that is ready-made, or a file of YAML"),
    TOTAL_DELAY_SECONDS("--total-delay", "30", "0 to 1,000,000,000 seconds, such as 30 or 0.5"),
    ERROR_CHANCE("--error-chance", "0.1", "a probability from 0 to 1, such as 0.1"),
    RESET_INTERVAL_SECONDS("--reset-interval", "20", "0.000001 to 1,000,000,000 seconds, such as 20, or 'never'"),
    HOST("--host", "127.0.0.1", "a name or address of this machine, such as 127.0.0.1"),
    PORT("--port", "8000", "a whole number from 0 (any free port) to 65535"),
    SEED("--seed", "random", "a whole number that fits into 64 bits"),
    SPEED("--speed", "1", "more than 0 and at most 1000000, such as 60 or 60x, or 'frozen'"),
    MAX_JOBS("--max-jobs", "1000000", "a whole number from 1 to 100000000"),
    RETENTION("--retention", "24h", DurationText.ALLOWED + ", at most 24000h"),
    MAX_HOLD("--max-hold", "60", "0 (no request is held) to 3600 seconds, such as 60"),
    PUBLIC_URL("--public-url", "where it listens", "how others reach it, such as http://simulator:8000"),
    SIGNED_URLS("--signed-urls", "never", DurationText.ALLOWED + ", from 1s to 24000h, or 'never'"),
    API_KEYS("--api-key", "none", "1 to 500 visible ASCII characters for each key, with commas between keys"),
    ADMIN_TOKEN("--admin-token", "none", "8 to 500 visible ASCII characters"),
    WEBHOOK_ALLOW("--webhook-allow", "none", "host names, addresses, or networks such as 10.0.0.0/8"),
    WEBHOOK_SECRET("--webhook-secret", "a new one", "whsec_ and 24 to 64 bytes in base64");

    private static final String NEVER = "never";

    private final String flag;
    private final String byDefault;
    private final String allowed;

    Setting(String flag, String byDefault, String allowed) {
        this.flag = flag;
        this.byDefault = byDefault;
        this.allowed = allowed;
    }

    /**
     * Reads the value and hands it on. What fits is for the builder to say.
     *
     * @throws ScenarioException with all that is wrong with a scenario
     * @throws IllegalArgumentException if the value is not allowed
     */
    void apply(String value, SimulatorBuilder builder) {
        switch (this) {
            case SCENARIO -> builder.scenario(scenario(value));
            case TOTAL_DELAY_SECONDS -> builder.totalDelay(duration(value));
            case ERROR_CHANCE -> builder.errorChance(decimal(value));
            case RESET_INTERVAL_SECONDS -> {
                if (value.equalsIgnoreCase(NEVER)) {
                    builder.neverReset();
                } else {
                    builder.resetInterval(duration(value));
                }
            }
            case HOST -> builder.host(host(value));
            case PORT -> builder.port(Integer.parseInt(value));
            case SEED -> builder.seed(Long.parseLong(value));
            case SPEED ->
                builder.clock(
                        value.equalsIgnoreCase("frozen")
                                ? SimulatorClock.frozen()
                                : SimulatorClock.running(decimal(value.replaceFirst("x$", ""))));
            case MAX_JOBS -> builder.maxJobs(Integer.parseInt(value));
            case RETENTION -> builder.retention(duration(value));
            case MAX_HOLD -> builder.maxHold(duration(value));
            case PUBLIC_URL -> builder.publicUrl(URI.create(value));
            case SIGNED_URLS -> {
                if (!value.equalsIgnoreCase(NEVER)) {
                    builder.signedUrls(duration(value));
                }
            }
            case API_KEYS -> each(value).forEach(builder::apiKey);
            case ADMIN_TOKEN -> builder.adminToken(value);
            case WEBHOOK_ALLOW -> each(value).forEach(builder::webhookAllow);
            case WEBHOOK_SECRET -> builder.webhookSecret(value);
        }
    }

    String flag() {
        return flag;
    }

    String byDefault() {
        return byDefault;
    }

    String allowed() {
        return allowed;
    }

    /** Whether the flag may be given more than once; as a variable, the values have commas between them. */
    boolean isList() {
        return this == API_KEYS || this == WEBHOOK_ALLOW;
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

    /**
     * The value of such a setting, read as {@link #apply} reads it: not everything that a flag takes is a number or a duration
     * in a scenario.
     */
    Object scenarioValue(String value) {
        return switch (this) {
            case ERROR_CHANCE -> decimal(value);
            case RESET_INTERVAL_SECONDS -> value.equalsIgnoreCase(NEVER) ? NEVER : duration(value);
            default -> duration(value);
        };
    }

    /** The value for people: not when it is a secret. */
    String shown(String value) {
        return this == API_KEYS || this == ADMIN_TOKEN || this == WEBHOOK_SECRET ? "(hidden)" : value;
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
            boolean isFile = Files.exists(file) || nameOrFile.matches(".*([/\\\\]|\\.(ya?ml|json)$).*");
            return isFile ? Scenario.read(file) : Scenario.named(nameOrFile);
        } catch (NoSuchFileException missing) {
            throw new ScenarioException("there is no file '" + nameOrFile + "'");
        } catch (IOException | InvalidPathException unreadable) {
            throw new ScenarioException("file '" + nameOrFile + "' cannot be read: " + unreadable.getMessage());
        }
    }

    private static Duration duration(String value) {
        return DurationText.parse(value).orElseThrow(IllegalArgumentException::new);
    }

    /** Java's own reader takes hexadecimal numbers, NaN and more. */
    private static double decimal(String value) {
        if (!value.matches("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?")) {
            throw new IllegalArgumentException();
        }
        return Double.parseDouble(value);
    }

    private static String host(String value) {
        if (value.length() > 255 || value.matches("(?s).*[\\s\\p{Cntrl}/].*")) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static Stream<String> each(String values) {
        return Stream.of(values.split(",", -1)).map(String::strip);
    }
}
