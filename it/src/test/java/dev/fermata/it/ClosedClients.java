package dev.fermata.it;

import dev.fermata.client.Outcome;
import dev.fermata.client.StatusClient;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The loop of the README, again and again: a client for each wait, which is closed after it. {@link ClosedClientsIT} runs it. */
final class ClosedClients {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private ClosedClients() {}

    /** @param arguments the server, and the number of waits of each kind */
    public static void main(String[] arguments) throws InterruptedException {
        URI server = URI.create(arguments[0]);
        int waits = Integer.parseInt(arguments[1]);
        for (int wait = 1; wait <= waits; wait++) {
            try (StatusClient client = StatusClient.create(server)) {
                StatusClient.StatusResult result = client.getStatus(MAX_WAIT);
                require(result.status() == StatusClient.Status.COMPLETED, wait, result.lastProblem());
            }
            try (Waiter waiter = Waiter.builder(Backend.status(server)).build()) {
                Outcome outcome = waiter.await("1", MAX_WAIT);
                require(outcome instanceof Outcome.Completed, wait, outcome.lastProblem());
            }
        }
        System.out.println("waits: " + waits);
    }

    private static void require(boolean completed, int wait, Optional<String> problem) {
        if (!completed) {
            throw new IllegalStateException("wait " + wait + " did not complete: " + problem);
        }
    }
}
