package dev.fermata.simulator.fault;

import dev.fermata.simulator.fault.RuleMatcher.RequestFacts;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import java.util.OptionalLong;

/**
 * One way in which a server goes wrong, and what it does. A {@link FaultRuleSpec} says when.
 *
 * <p>A new fault is a record that implements this interface, and a line in {@link FaultType.All}. Its fields, their checks, what files
 * and admin routes take, and the documentation follow from its {@link FaultType}.
 *
 * <p>Immutable. Sizes are in bytes; times are of the simulator's clock.
 */
public interface FaultSpec {

    /** Its name, its fields and what is said about it. */
    FaultType<?> type();

    /** As scenario files name it, such as {@code reset_before}. */
    default String word() {
        return type().word();
    }

    /** Whether this request can go wrong in this way. A request that cannot is not counted, and goes on to the next rule. */
    default boolean concerns(RequestFacts request) {
        return true;
    }

    /**
     * How many microseconds later the response comes. Empty for a fault that is more than a delay. Delays of several rules add up;
     * of all other faults, the first one decides.
     *
     * @param draw a number for this request, so that each one is drawn anew
     */
    default OptionalLong delay(long seed, long stream, long draw) {
        return OptionalLong.empty();
    }

    /** Whether only the response shows if there was something to go wrong. It then calls {@link FaultExchange#happened()}. */
    default boolean knownByResponse() {
        return false;
    }

    /** Whether the client can read nothing of the response, whatever its status is. */
    default boolean isUnreadable() {
        return false;
    }

    /** Does it to one request: answers it, or has it answered and changes the response or its bytes. On the event loop. */
    default HeldRequest inject(FaultExchange exchange) {
        return exchange.answer();
    }

    /** Whether it goes wrong with jobs, and is drawn when they are submitted. Then it does nothing to requests. */
    default boolean ofJobs() {
        return false;
    }

    /** How jobs go wrong that are submitted while this fault is in use. */
    default Anomalies anomalies(Anomalies usual, double chance) {
        return usual;
    }
}
