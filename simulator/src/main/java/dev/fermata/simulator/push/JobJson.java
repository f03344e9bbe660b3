package dev.fermata.simulator.push;

import dev.fermata.simulator.engine.Job;
import tools.jackson.databind.JsonNode;

/** Writes a job as the API shows it: what goes under {@code data}. Called on the clock's thread, so it must not block. */
@FunctionalInterface
public interface JobJson {

    /** @param at the instant to show, in microseconds: the job's end, which may be a moment ago */
    JsonNode of(Job job, long at);
}
