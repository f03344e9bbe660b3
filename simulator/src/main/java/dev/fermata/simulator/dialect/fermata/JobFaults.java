package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.JobProfile;
import tools.jackson.databind.JsonNode;

/** What goes wrong with the jobs of one submission only: its {@code scenario.faults}. */
public interface JobFaults {

    /** How these jobs go, which others go like that. */
    JobProfile profile(JobProfile usual);

    /** From now on requests for that job go wrong. */
    void begin(String job);

    /** Knows the schema. */
    @FunctionalInterface
    interface Reader {

        /** @throws IllegalArgumentException with what is wrong and what is allowed */
        JobFaults read(JsonNode faults);
    }
}
