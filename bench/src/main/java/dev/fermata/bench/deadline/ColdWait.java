package dev.fermata.bench.deadline;

import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import java.net.URI;
import java.time.Duration;

/** The first wait of a process, against a server elsewhere: prints how long after its deadline it returned, in milliseconds. */
final class ColdWait {

    private ColdWait() {}

    /** Arguments: the server, the time to wait in milliseconds, and {@code blocking} or {@code async}. */
    public static void main(String[] args) throws InterruptedException {
        Duration maxWait = Duration.ofMillis(Long.parseLong(args[1]));
        try (Waiter waiter = Waiter.builder(Backend.status(URI.create(args[0])))
                .permanentFailureTries(Integer.MAX_VALUE)
                .build()) {
            long start = System.nanoTime();
            if (args[2].equals("async")) {
                waiter.awaitAsync("", maxWait).join();
            } else {
                waiter.await("", maxWait);
            }
            System.out.println(Overruns.of(start, maxWait));
        }
    }
}
