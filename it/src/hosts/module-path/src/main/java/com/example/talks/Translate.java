package com.example.talks;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.FermataSubmission;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Waits for a job that takes a fifth of a second. */
final class Translate {

    private Translate() {}

    static Outcome translate(URI video, Path scenario) throws IOException, InterruptedException {
        try (Simulator simulator = Simulator.builder()
                        .port(0)
                        .scenario(Scenario.read(scenario))
                        .start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            FermataSubmission talk = FermataSubmission.of(video, "es").withDuration(Duration.ofMillis(200));
            Snapshot job = waiter.submit(talk, Duration.ofSeconds(30));
            return waiter.await(job.id(), Duration.ofMinutes(1));
        }
    }
}
