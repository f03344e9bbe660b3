package dev.fermata.client;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A vendor's server and a waiter for it. */
final class VendorWorld {

    final World world;
    final Waiter waiter;

    VendorWorld(Backend backend, World.Server server) {
        world = new World(server);
        waiter = world.waiter(Waiter.builder(backend));
    }

    static Reply json(int status, String json) {
        return new Reply(status, Map.of(), json.replace('\'', '"'), Duration.ofMillis(10));
    }

    static Reply json(String json) {
        return json(200, json);
    }

    Outcome await(String id) {
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(id, ofMinutes(60));
        world.pass(ofMinutes(60));
        return Rejections.outcome(outcome);
    }

    List<Snapshot> submit(Submission submission) {
        CompletableFuture<List<Snapshot>> jobs = waiter.submitAllAsync(submission, "key-1", ofMinutes(1));
        world.pass(ofMinutes(1));
        assertThat(jobs).isDone();
        return jobs.join();
    }

    /** Paths of the requests, each with its method. */
    List<String> paths() {
        return world.sent().stream()
                .map(sent ->
                        sent.request().method() + " " + sent.request().uri().getRawPath()
                                + (sent.request().uri().getRawQuery() == null
                                        ? ""
                                        : "?" + sent.request().uri().getRawQuery()))
                .toList();
    }
}
