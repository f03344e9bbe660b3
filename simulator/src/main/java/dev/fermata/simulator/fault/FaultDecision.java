package dev.fermata.simulator.fault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one request.
 *
 * @param micros how much later the answer comes
 * @param fault what else goes wrong, if anything
 * @param by the id of the rule that says so
 * @param rules the ids of all rules that struck
 */
public record FaultDecision(
        long micros, @Nullable FaultSpec fault, @Nullable String by, List<String> rules) {

    /** Nothing goes wrong. */
    public static final FaultDecision NONE = new FaultDecision(0, null, null, List.of());

    /** The ids of the rules that did no more than take time. */
    public List<String> latencies() {
        return rules.stream().filter(id -> !id.equals(by)).toList();
    }
}
