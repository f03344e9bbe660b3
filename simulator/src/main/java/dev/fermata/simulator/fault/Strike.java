package dev.fermata.simulator.fault;

import dev.fermata.simulator.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one request.
 *
 * @param micros how much later the answer comes
 * @param fault what else goes wrong, if anything
 * @param rules the ids of the rules that struck
 */
public record Strike(long micros, @Nullable Fault fault, List<String> rules) {

    /** Nothing goes wrong. */
    public static final Strike NONE = new Strike(0, null, List.of());
}
