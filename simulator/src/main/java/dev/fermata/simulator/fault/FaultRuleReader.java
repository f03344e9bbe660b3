package dev.fermata.simulator.fault;

import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads rules as files and the admin routes write them: {@code {fault: status, status: 503, route: GET /v1/*, first: 2}}. */
public final class FaultRuleReader {

    private static final int LONGEST_SHOWN = 200;

    private final JsonNode node;
    private final String where;
    private final List<String> problems = new ArrayList<>();

    private FaultRuleReader(JsonNode node, String where) {
        this.node = node;
        this.where = where;
    }

    /**
     * Reads one.
     *
     * @param where the rule stands, for people
     * @throws InvalidSettingsException with all that is wrong
     */
    public static FaultRuleSpec read(JsonNode node, String where) {
        if (!node.isObject()) {
            throw new InvalidSettingsException(List.of(where + " is " + shown(node) + "; allowed is an object such as"
                    + " {fault: status, status: 503, route: GET /v1/jobs/{id}, first: 2}"));
        }
        return new FaultRuleReader(node, where).read();
    }

    private FaultRuleSpec read() {
        JsonNode name = node.path("fault");
        FaultType<?> type = FaultTypes.find(name.asString(""));
        if (type == null) {
            problems.add(unknown(where + ".fault is " + shown(name), name.asString(""), FaultTypes.words()));
        }
        // Any fault in place of one that is wrong, so that what else is wrong with the rule is seen too.
        FaultSpec otherwise = new ResponseFaults.Html();
        FaultSpec fault = type == null ? otherwise : tried(otherwise, () -> fault(type));
        FaultType.Values conditions = FaultType.Values.read(FaultRuleSpec.FIELDS, node, where, problems);
        FaultRuleSpec rule = tried(FaultRuleSpec.of(fault), () -> FaultRuleSpec.of(fault, conditions));
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
        (type == null ? FaultTypes.ALL : List.of(type))
                .forEach(each -> each.fields().forEach(field -> allowed.add(field.name())));
        FaultRuleSpec.FIELDS.forEach(field -> allowed.add(field.name()));
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
