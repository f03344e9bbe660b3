package dev.fermata.simulator.admin.page;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.ledger.Ledger;
import java.util.function.Supplier;

/**
 * What the page shows.
 *
 * @param small the jobs of the small system; another sequence if the scenario changes
 * @param scenario the name of the scenario in use
 */
public record LiveSources(
        VirtualClock clock, JobStore jobs, Ledger ledger, Supplier<StatusSequence> small, Supplier<String> scenario) {}
