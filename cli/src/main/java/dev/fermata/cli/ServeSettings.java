package dev.fermata.cli;

import dev.fermata.simulator.SimulatorBuilder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The settings of a server: flag over variable over default. They are text until all are known, so that one run names every
 * bad one. A variable that is set to nothing counts as not set.
 */
final class ServeSettings {

    private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

    @Option(
            names = "--total-delay",
            paramLabel = "SECONDS",
            description = "How long a job stays pending. Default: $TOTAL_DELAY_SECONDS or 30.")
    private void totalDelay(String value) {
        flags.put(Setting.TOTAL_DELAY_SECONDS, value);
    }

    @Option(
            names = "--error-chance",
            paramLabel = "0..1",
            description = "Probability that a job ends in error. Default: $ERROR_CHANCE or 0.1.")
    private void errorChance(String value) {
        flags.put(Setting.ERROR_CHANCE, value);
    }

    @Option(
            names = "--reset-interval",
            paramLabel = "SECONDS",
            description = "How long after its end a job is replaced by a new one, or 'never'."
                    + " Default: $RESET_INTERVAL_SECONDS or 20.")
    private void resetInterval(String value) {
        flags.put(Setting.RESET_INTERVAL_SECONDS, value);
    }

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Where to listen. Default: $HOST or 127.0.0.1, which only this machine reaches.")
    private void host(String value) {
        flags.put(Setting.HOST, value);
    }

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen; 0 takes any free port. Default: $PORT or 8000.")
    private void port(String value) {
        flags.put(Setting.PORT, value);
    }

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Same seed, same outcomes. Default: $SEED or a random one, which is printed.")
    private void seed(String value) {
        flags.put(Setting.SEED, value);
    }

    /** Hands all settings to the builder; returns a sentence for each that is bad. */
    List<String> apply(Map<String, String> environment, SimulatorBuilder builder) {
        List<String> problems = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            @Nullable String flag = flags.get(setting);
            String name = flag != null ? setting.flag() : setting.name();
            Optional<String> value = Optional.ofNullable(flag)
                    .or(() -> Optional.ofNullable(environment.get(setting.name()))
                            .map(String::strip)
                            .filter(set -> !set.isEmpty()));
            if (value.isPresent() && !setting.apply(value.get(), builder)) {
                problems.add(name + " is '" + value.get() + "'; allowed is " + setting.allowed());
            }
        }
        return problems;
    }
}
