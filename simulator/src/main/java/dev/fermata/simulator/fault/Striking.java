package dev.fermata.simulator.fault;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.engine.Micros;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request on its way through the rules. */
final class Striking {

    private final Exchange exchange;
    private final long seed;
    private final List<String> ids = new ArrayList<>(0);
    private long micros;
    private @Nullable Fault fault;
    private @Nullable String by;

    Striking(Exchange exchange, long seed) {
        this.exchange = exchange;
        this.seed = seed;
    }

    /** Counts the request whether or not another rule was faster, or one rule's count would depend on another's luck. */
    void add(PlannedRule rule) {
        long count = rule.strikes(exchange, seed);
        if (count > 0 && rule.rule().fault() instanceof Fault.Latency latency) {
            micros += Micros.of(latency.time().draw(seed ^ rule.stream(exchange), 2 * count + 1));
            ids.add(rule.id());
        } else if (count > 0 && fault == null) {
            fault = rule.rule().fault();
            by = rule.id();
            ids.add(rule.id());
        }
    }

    Strike strike() {
        return ids.isEmpty() ? Strike.NONE : new Strike(micros, fault, by, ids);
    }
}
