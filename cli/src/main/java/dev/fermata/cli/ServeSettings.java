package dev.fermata.cli;

import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.SimulatorBuilder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            description = "How it behaves: calm, realistic, slow, flaky, rate-limited, stuck-at-99, lying, storm,"
                    + " or a file of YAML. Default: $SCENARIO, or nothing goes wrong.")
    private void scenario(String value) {
        flags.put(Setting.SCENARIO, value);
    }

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            description = "How many times as fast as the real one its clock is, or 'frozen'. Default: $SPEED or 1.")
    private void speed(String value) {
        flags.put(Setting.SPEED, value);
    }

    @Option(
            names = "--max-jobs",
            paramLabel = "NUMBER",
            description = "How many jobs there may be; those that are over leave first. Default: $MAX_JOBS or 1000000.")
    private void maxJobs(String value) {
        flags.put(Setting.MAX_JOBS, value);
    }

    @Option(
            names = "--retention",
            paramLabel = "DURATION",
            description = "How long jobs stay after their end, such as 90m. Default: $RETENTION or 24h.")
    private void retention(String value) {
        flags.put(Setting.RETENTION, value);
    }

    @Option(
            names = "--webhook-allow",
            paramLabel = "HOST",
            description = "Lets webhooks go to this host or network too; may be given more than once."
                    + " Default: $WEBHOOK_ALLOW, with commas between them, or the loopback only.")
    private void webhookAllow(List<String> values) {
        flags.put(Setting.WEBHOOK_ALLOW, String.join(",", values));
    }

    @Option(
            names = "--webhook-secret",
            paramLabel = "SECRET",
            description = "What webhooks are signed with: whsec_ and base64; set it to check signatures."
                    + " Default: $WEBHOOK_SECRET or a new one.")
    private void webhookSecret(String value) {
        flags.put(Setting.WEBHOOK_SECRET, value);
    }

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "Lets in only requests with this key; may be given more than once."
                    + " Default: $API_KEYS, with commas between them, or none is needed.")
    private void apiKey(List<String> values) {
        flags.put(Setting.API_KEYS, String.join(",", values));
    }

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = "Opens /admin to whoever has this token. Default: $ADMIN_TOKEN, or to this machine only.")
    private void adminToken(String value) {
        flags.put(Setting.ADMIN_TOKEN, value);
    }

    /**
     * A setting as it is.
     *
     * @param origin for people: a flag, a variable, or {@code default}
     */
    record Given(Setting setting, String value, String origin) {

        boolean isDefault() {
            return origin.equals("default");
        }
    }

    /** All of them, set or not. */
    List<Given> given(Map<String, String> environment) {
        List<Given> all = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            @Nullable String flag = flags.get(setting);
            @Nullable String variable = environment.get(setting.name());
            if (flag != null) {
                all.add(new Given(setting, flag, setting.flag()));
            } else if (variable != null && !variable.isBlank()) {
                all.add(new Given(setting, variable.strip(), "$" + setting.name()));
            } else {
                all.add(new Given(setting, setting.byDefault(), "default"));
            }
        }
        return all;
    }

    /** Hands all settings to the builder; returns a sentence for each that is bad. */
    List<String> apply(Map<String, String> environment, SimulatorBuilder builder) {
        List<String> problems = new ArrayList<>();
        for (Given given : given(environment)) {
            if (given.isDefault()) {
                continue;
            }
            Setting setting = given.setting();
            String name = given.origin().replace("$", "");
            try {
                if (!setting.apply(given.value(), builder)) {
                    problems.add(name + " is '" + setting.shown(given.value()) + "'; allowed is " + setting.allowed());
                }
            } catch (ScenarioException bad) {
                bad.problems().forEach(problem -> problems.add(name + ": " + problem));
            }
        }
        return problems;
    }
}
