package dev.fermata.simulator.fault;

import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.text.Checks;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which requests go wrong, and how. A rule without conditions holds for all requests, except those to {@code /admin},
 * {@code /healthz} and {@code /openapi.yaml}.
 *
 * <p>Requests are counted for each job that they name, and for each route where they name none; {@link #first},
 * {@link #every} and {@link #chance} use that count, and all that are set must hold. So what happens to one job does
 * not depend on requests for other jobs. The first rule that matches decides; latencies add up.
 * A rule for an unknown dialect or route is refused when it is added.
 *
 * <p>Immutable.
 *
 * @param fault what goes wrong
 * @param dialect only requests in this dialect, such as {@code fermata}, {@code status} or {@code files}
 * @param route only this route, such as {@code GET /v1/jobs/{id}}, or path, such as {@code /v1/*}; the method may be left out
 * @param job only requests for the job with this id
 * @param first only this many, from the first one; 0 for no such bound
 * @param every only every n-th; 1 for all
 * @param chance and of these only this part, drawn by the seed
 */
public record FaultRuleSpec(
        FaultSpec fault,
        @Nullable String dialect,
        @Nullable String route,
        @Nullable String job,
        int first,
        int every,
        double chance) {

    private static final int MOST = 1_000_000_000;

    private static final FaultType.Field<FaultRuleSpec, String> DIALECT = new FaultType.Field<>(
            "dialect",
            ValueType.matching("[a-z0-9-]{1,50}", "a word such as fermata", "WORD"),
            null,
            "requests in this dialect, such as `fermata`, `status`, `heygen`, or `files` (results); `GET /` lists them",
            FaultRuleSpec::dialect);
    private static final FaultType.Field<FaultRuleSpec, String> ROUTE = new FaultType.Field<>(
            "route",
            ValueType.matching(
                    "([A-Z]{1,20} )?/[!-~]{0,500}",
                    "a route such as 'GET /v1/jobs/{id}', or a path such as '/v1/jobs' or '/v1/*'",
                    "ROUTE"),
            null,
            "of this route or path, or all below (`/v1/*`); the method may be left out",
            FaultRuleSpec::route);
    private static final FaultType.Field<FaultRuleSpec, String> JOB = new FaultType.Field<>(
            "job",
            ValueType.matching("[!-~]{1,200}", "the id of a job", "ID"),
            null,
            "for the job with this id",
            FaultRuleSpec::job);
    private static final FaultType.Field<FaultRuleSpec, Integer> FIRST = new FaultType.Field<>(
            "first",
            ValueType.whole(1, MOST),
            null,
            "this many, from the first one",
            rule -> rule.first == 0 ? null : rule.first);
    private static final FaultType.Field<FaultRuleSpec, Integer> EVERY = new FaultType.Field<>(
            "every", ValueType.whole(1, MOST), 1, "every n-th", rule -> rule.every == 1 ? null : rule.every);
    private static final FaultType.Field<FaultRuleSpec, Double> CHANCE = new FaultType.Field<>(
            "chance",
            ValueType.chance(),
            1.0,
            "that part, drawn by the seed",
            rule -> rule.chance == 1 ? null : rule.chance);

    /** What a rule says besides its fault, in the order in which rules are written. */
    static final List<FaultType.Field<FaultRuleSpec, ?>> FIELDS = List.of(DIALECT, ROUTE, JOB, FIRST, EVERY, CHANCE);

    public FaultRuleSpec {
        if (dialect != null) {
            DIALECT.check(dialect);
        }
        if (route != null) {
            ROUTE.check(route);
        }
        if (job != null) {
            JOB.check(job);
        }
        if (first != 0) {
            FIRST.check(first);
        }
        EVERY.check(every);
        CHANCE.check(chance);
        if (fault.ofJobs()) {
            // What is drawn with a job is no matter of requests.
            ObjectNode others = conditions(new FaultRuleSpec(dialect, route, job, first, every));
            Checks.that(
                    others.isEmpty(),
                    "what goes with " + fault.word(),
                    shown(others),
                    "only chance, for it is drawn when a job is submitted (one job is held with"
                            + " POST /admin/jobs/{id}/hold)");
        }
    }

    /** Only the conditions of a rule for jobs, so that they can be named. */
    private FaultRuleSpec(
            @Nullable String dialect, @Nullable String route, @Nullable String job, int first, int every) {
        this(new ResponseFaults.Html(), dialect, route, job, first, every, 1);
    }

    /** Always and everywhere. */
    public static FaultRuleSpec of(FaultSpec fault) {
        return new FaultRuleSpec(fault, null, null, null, 0, 1, 1);
    }

    /** A rule with the conditions that were read. */
    static FaultRuleSpec of(FaultSpec fault, FaultType.Values values) {
        Integer first = values.given(FIRST);
        return new FaultRuleSpec(
                fault,
                values.given(DIALECT),
                values.given(ROUTE),
                values.given(JOB),
                first == null ? 0 : first,
                values.get(EVERY),
                values.get(CHANCE));
    }

    public FaultRuleSpec dialect(String only) {
        return new FaultRuleSpec(fault, only, route, job, first, every, chance);
    }

    public FaultRuleSpec route(String only) {
        return new FaultRuleSpec(fault, dialect, only, job, first, every, chance);
    }

    public FaultRuleSpec job(String only) {
        return new FaultRuleSpec(fault, dialect, route, only, first, every, chance);
    }

    public FaultRuleSpec first(int only) {
        return new FaultRuleSpec(fault, dialect, route, job, FIRST.check(only), every, chance);
    }

    public FaultRuleSpec every(int nth) {
        return new FaultRuleSpec(fault, dialect, route, job, first, nth, chance);
    }

    public FaultRuleSpec chance(double probability) {
        return new FaultRuleSpec(fault, dialect, route, job, first, every, probability);
    }

    /**
     * Reads one as files and the admin routes write it: {@code {fault: status, status: 503, route: GET /v1/*, first: 2}}.
     *
     * @param where the rule stands, for people
     * @throws InvalidSettingsException with all that is wrong
     */
    public static FaultRuleSpec read(JsonNode node, String where) {
        if (!node.isObject()) {
            throw new InvalidSettingsException(
                    List.of(
                            where + " is " + Reader.shown(node)
                                    + "; allowed is an object such as {fault: status, status: 503, route: GET /v1/jobs/{id}, first: 2}"));
        }
        return new Reader(node, where).read();
    }

    /** As files and admin routes write it; {@link #read} gives the same rule. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("fault", fault.word());
        fault.type().write(fault, json);
        return json.setAll(conditions(this));
    }

    private static ObjectNode conditions(FaultRuleSpec rule) {
        ObjectNode conditions = JsonNodeFactory.instance.objectNode();
        FIELDS.forEach(field -> field.write(rule, conditions));
        return conditions;
    }

    private static String shown(ObjectNode conditions) {
        return conditions.properties().stream()
                .map(each -> each.getKey() + " " + text(each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    /** Reads one rule, and collects all that is wrong with it. */
    private static final class Reader {

        private static final int LONGEST_SHOWN = 200;

        private final JsonNode node;
        private final String where;
        private final List<String> problems = new ArrayList<>();

        Reader(JsonNode node, String where) {
            this.node = node;
            this.where = where;
        }

        FaultRuleSpec read() {
            JsonNode name = node.path("fault");
            FaultType<?> type = FaultType.All.find(name.asString(""));
            if (type == null) {
                problems.add(unknown(where + ".fault is " + shown(name), name.asString(""), FaultType.All.words()));
            }
            // Any fault in place of one that is wrong, so that what else is wrong with the rule is seen too.
            FaultSpec otherwise = new ResponseFaults.Html();
            FaultSpec fault = type == null ? otherwise : tried(otherwise, () -> fault(type));
            FaultType.Values conditions = FaultType.Values.read(FIELDS, node, where, problems);
            FaultRuleSpec rule = tried(of(fault), () -> of(fault, conditions));
            refuseTheRest(type);
            if (problems.isEmpty()) {
                return rule;
            }
            throw new InvalidSettingsException(problems);
        }

        private FaultSpec fault(FaultType<?> type) {
            return type.reader().apply(FaultType.Values.read(type.fields(), node, where, problems));
        }

        /** The result; if it is refused, the refusal becomes a problem, and the result is the other value. */
        private <T> T tried(T otherwise, Supplier<? extends T> what) {
            try {
                return what.get();
            } catch (IllegalArgumentException notAllowed) {
                problems.add(where + ": " + notAllowed.getMessage());
                return otherwise;
            }
        }

        /** Of an unknown fault every field may be right. */
        private void refuseTheRest(@Nullable FaultType<?> type) {
            Set<String> allowed = new LinkedHashSet<>();
            allowed.add("fault");
            (type == null ? FaultType.All.TYPES : List.of(type))
                    .forEach(each -> each.fields().forEach(field -> allowed.add(field.name())));
            FIELDS.forEach(field -> allowed.add(field.name()));
            for (String name : node.propertyNames()) {
                if (!allowed.contains(name)) {
                    problems.add(unknown(
                            "unknown key '" + where + "." + Printable.cut(name, LONGEST_SHOWN) + "'", name, allowed));
                }
            }
        }

        private static String unknown(String problem, String word, Set<String> allowed) {
            String all = String.join(", ", allowed);
            return word.isEmpty()
                    ? problem + "; allowed is one of " + all
                    : problem + "; did you mean '" + Nearest.of(word, allowed) + "'? Allowed is one of " + all;
        }

        private static String shown(JsonNode node) {
            return node.isMissingNode()
                    ? "missing"
                    : node.isString()
                            ? "'" + Printable.cut(node.asString(), LONGEST_SHOWN) + "'"
                            : Printable.cut(node.toString(), LONGEST_SHOWN);
        }
    }
}
