package dev.fermata.simulator;

import java.time.Instant;
import java.util.List;

/**
 * A request that was made of the simulator. Immutable.
 *
 * @param path without the query
 * @param status of the answer; 0 when there was none (yet)
 * @param faults the ids of the rules that struck it
 */
public record RecordedRequest(Instant at, String method, String path, int status, List<String> faults) {}
