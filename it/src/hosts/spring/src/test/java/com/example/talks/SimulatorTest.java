package com.example.talks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulator on the class path of Spring Boot, with JSON and YAML of its own. */
class SimulatorTest {

    private static final String YAML = """
            from: calm
            jobs:
              error_chance: 1
              errors: [{code: no_speech_found, message: Nobody speaks.}]
            """;

    @Test
    void takesJobsAndPlaysThemByAScenarioInYaml(@TempDir Path folder) throws Exception {
        Scenario scenario = Scenario.read(Files.writeString(folder.resolve("mine.yaml"), YAML));
        try (SimulatorClock clock = SimulatorClock.frozen();
                Simulator simulator = Simulator.builder()
                        .port(0)
                        .neverReset()
                        .scenario(scenario)
                        .clock(clock)
                        .start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            assertEquals(202, submit(simulator.uri(), "{\"source_url\":\"https://example.com/talk.mp4\","
                    + "\"target_languages\":[\"es\"]}").statusCode());
            assertEquals(400, submit(simulator.uri(), "{\"source_url\":").statusCode());
            Submission talk = Submission.of(URI.create("https://example.com/talk.mp4"), "es");
            Snapshot job = waiter.submit(talk, Duration.ofSeconds(30));
            clock.advance(Duration.ofHours(1));
            Outcome outcome = waiter.await(job.id(), Duration.ofMinutes(1));
            assertEquals(
                    "no_speech_found",
                    assertInstanceOf(Outcome.Failed.class, outcome).code());
        }
    }

    private static HttpResponse<String> submit(URI simulator, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(simulator.resolve("/v1/jobs"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
