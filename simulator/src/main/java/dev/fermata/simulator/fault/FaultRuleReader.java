package dev.fermata.simulator.fault;

import dev.fermata.simulator.job.DistributionText;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueTypes;
import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads rules as files and the admin routes write them: {@code {fault: status, status: 503, route: GET /v1/*, first: 2}}. */
public final class FaultRuleReader {

    private static final Map<String, Function<Reading, FaultSpec>> FAULTS = faults();

    /** What any of the faults needs besides its name. */
    private static final Set<String> FIELDS = fields();

    private FaultRuleReader() {}

    /**
     * Reads one.
     *
     * @throws InvalidSettingsException with all that is wrong
     */
    public static FaultRuleSpec read(JsonNode node, String where) {
        if (!node.isObject()) {
            throw new InvalidSettingsException(List.of(where + " is " + node + "; allowed is an object such as"
                    + " {fault: status, status: 503, route: GET /v1/jobs/{id}, first: 2}"));
        }
        Reading reading = new Reading(node, where);
        FaultRuleSpec rule = reading.rule(fault(reading));
        FaultRoutes.problem(rule).ifPresent(problem -> reading.problems.add(where + ": " + problem));
        reading.refuseTheRest();
        reading.throwProblems();
        return rule;
    }

    /** Any fault in place of one that is wrong, so that what else is wrong with the rule is seen too. */
    private static FaultSpec fault(Reading reading) {
        String word = reading.text("fault", "");
        Function<Reading, FaultSpec> faulty = FAULTS.get(word);
        if (faulty != null) {
            return reading.tried(FaultSpec.Plain.HTML, () -> faulty.apply(reading));
        }
        reading.problems.add(reading.where + ".fault is '" + word + "'; the nearest is '"
                + Nearest.of(word, FAULTS.keySet()) + "'; allowed is one of " + String.join(", ", FAULTS.keySet()));
        reading.forgiven.addAll(FIELDS);
        return FaultSpec.Plain.HTML;
    }

    private static Map<String, Function<Reading, FaultSpec>> faults() {
        Map<String, Function<Reading, FaultSpec>> faults = new LinkedHashMap<>();
        for (FaultSpec.Plain plain : FaultSpec.Plain.values()) {
            faults.put(plain.word(), reading -> plain);
        }
        faults.put("latency", reading -> new FaultSpec.Latency(DistributionText.parse(reading.text("time", "1s"))));
        faults.put("status", FaultRuleReader::status);
        faults.put("reset_during", reading -> new FaultSpec.ResetDuring(reading.whole("bytes", 20)));
        faults.put("truncate", reading -> new FaultSpec.Truncate(reading.whole("bytes", 10)));
        faults.put(
                "drip", reading -> new FaultSpec.Drip(reading.whole("bytes", 1), reading.duration("pause", "100ms")));
        faults.put("state_word", reading -> new FaultSpec.StateWord(reading.text("word", "reticulating")));
        faults.put("not_found_after_creation", reading -> new FaultSpec.NotFound(reading.duration("lasting", "2s")));
        faults.put("accept_then_status", reading -> new FaultSpec.AcceptThen(reading.whole("status", 503)));
        faults.put("stuck", reading -> new FaultSpec.Stuck(reading.part("after", 0.99)));
        faults.put(
                "relapse",
                reading -> new FaultSpec.Relapse(reading.duration("after", "2s"), reading.duration("lasting", "5s")));
        return faults;
    }

    private static Set<String> fields() {
        Reading nothing = new Reading(JsonNodeFactory.instance.objectNode(), "");
        FAULTS.values().forEach(faulty -> faulty.apply(nothing));
        return nothing.asked;
    }

    private static FaultSpec status(Reading reading) {
        int code = reading.whole("status", 503);
        FaultSpec.Status plain = reading.tried(FaultSpec.Status.of(503), () -> FaultSpec.Status.of(code));
        String type = reading.text("content_type", plain.contentType());
        String body = reading.text("body", "");
        FaultSpec.Status status = reading.has("body") ? reading.tried(plain, () -> plain.saying(type, body)) : plain;
        if (reading.has("content_type") && !reading.has("body")) {
            reading.problems.add(reading.where + ".content_type is '" + type
                    + "', and there is no body; give a body, or leave both out for the usual error");
        }
        Duration wait = reading.duration("retry_after", "1s");
        String as = reading.text("retry_as", "seconds");
        FaultChecks.that(as.equals("seconds") || as.equals("date"), "retry_as", as, "seconds or date");
        if (!reading.has("retry_after")) {
            FaultChecks.that(!reading.has("retry_as"), "retry_as", as, "only together with retry_after");
            return status;
        }
        return as.equals("date") ? status.retryAfterAsDate(wait) : status.retryAfter(wait);
    }

    /** One rule being read: remembers what was asked for, so that what nobody asked for can be refused. */
    private static final class Reading {

        private final JsonNode node;
        private final String where;
        private final Set<String> asked = new LinkedHashSet<>();
        private final Set<String> forgiven = new LinkedHashSet<>();
        private final List<String> problems = new ArrayList<>();

        Reading(JsonNode node, String where) {
            this.node = node;
            this.where = where;
        }

        FaultRuleSpec rule(FaultSpec fault) {
            FaultRuleSpec rule = FaultRuleSpec.of(fault);
            rule = with(rule, "every", only -> only.every(whole("every", 1)));
            rule = with(rule, "chance", only -> only.chance(part("chance", 1)));
            rule = with(rule, "first", only -> only.first(whole("first", 1)));
            rule = with(rule, "dialect", only -> only.dialect(text("dialect", "")));
            rule = with(rule, "route", only -> only.route(text("route", "")));
            return with(rule, "job", only -> only.job(text("job", "")));
        }

        private FaultRuleSpec with(FaultRuleSpec rule, String name, UnaryOperator<FaultRuleSpec> change) {
            return has(name) ? tried(rule, () -> change.apply(rule)) : rule;
        }

        /** What comes of it, or the other when that is refused, which becomes a problem. */
        <T> T tried(T otherwise, Supplier<? extends T> what) {
            try {
                return what.get();
            } catch (IllegalArgumentException notAllowed) {
                problems.add(where + ": " + notAllowed.getMessage());
                return otherwise;
            }
        }

        boolean has(String name) {
            asked.add(name);
            return node.has(name);
        }

        String text(String name, String byDefault) {
            return value(new SettingKey<>(where + "." + name, ValueTypes.anyText(10_000), byDefault, ""), name);
        }

        int whole(String name, int byDefault) {
            return value(new SettingKey<>(where + "." + name, ValueTypes.whole(0, 1_000_000_000), byDefault, ""), name);
        }

        double part(String name, double byDefault) {
            return value(new SettingKey<>(where + "." + name, ValueTypes.number(0, 1, "0 to 1"), byDefault, ""), name);
        }

        Duration duration(String name, String byDefault) {
            Duration usual = DurationText.parse(byDefault).orElseThrow();
            return value(new SettingKey<>(where + "." + name, ValueTypes.duration(), usual, ""), name);
        }

        /** The value, or the default when there is none or a bad one, which becomes a problem. */
        private <T> T value(SettingKey<T> key, String name) {
            if (!has(name)) {
                return key.byDefault();
            }
            try {
                return key.read(node.path(name));
            } catch (IllegalArgumentException notAllowed) {
                problems.add(String.valueOf(notAllowed.getMessage()));
                return key.byDefault();
            }
        }

        void refuseTheRest() {
            for (String name : node.propertyNames()) {
                if (!asked.contains(name) && !forgiven.contains(name)) {
                    problems.add("there is no '" + where + "." + name + "'; the nearest is '" + Nearest.of(name, asked)
                            + "'; allowed is " + String.join(", ", asked));
                }
            }
        }

        void throwProblems() {
            if (!problems.isEmpty()) {
                throw new InvalidSettingsException(problems);
            }
        }
    }
}
