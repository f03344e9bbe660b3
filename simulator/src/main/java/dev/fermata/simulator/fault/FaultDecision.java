package dev.fermata.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one request.
 *
 * @param micros how much later the response comes
 * @param fault what else goes wrong, if anything
 * @param by the id of its rule
 * @param rules the ids of all rules that matched
 */
public record FaultDecision(
        long micros, @Nullable FaultSpec fault, @Nullable String by, List<String> rules) {

    /** Nothing goes wrong. */
    public static final FaultDecision NONE = new FaultDecision(0, null, null, List.of());

    /** The ids of the rules that only delay the response. */
    public List<String> latencies() {
        return rules.stream().filter(id -> !id.equals(by)).toList();
    }

    /** Tries rules for one request. */
    static final class Builder {

        private final RequestFacts request;
        private final long seed;
        private final List<String> ids = new ArrayList<>(0);
        private long micros;
        private @Nullable FaultSpec fault;
        private @Nullable String by;

        Builder(RequestFacts request, long seed) {
            this.request = request;
            this.seed = seed;
        }

        /**
         * Tries a rule. It counts the request also when an earlier rule has decided; else the count of one rule would depend on
         * what others drew.
         */
        void add(ActiveRules.ActiveRule rule) {
            long count = rule.matches(request, seed);
            if (count == 0) {
                return;
            }
            OptionalLong delay = rule.rule().fault().delay(seed, rule.stream(request), 2 * count + 1);
            if (delay.isPresent()) {
                micros += delay.getAsLong();
                ids.add(rule.id());
            } else if (fault == null) {
                fault = rule.rule().fault();
                by = rule.id();
                ids.add(rule.id());
            }
        }

        FaultDecision build() {
            return ids.isEmpty() ? FaultDecision.NONE : new FaultDecision(micros, fault, by, ids);
        }
    }
}
