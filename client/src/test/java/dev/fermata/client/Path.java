package dev.fermata.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The two ways to wait; every scenario runs on both. */
enum Path {
    BLOCKING {
        @Override
        StatusClient.StatusResult getStatus(StatusClient client, Duration maxWait) throws InterruptedException {
            return client.getStatus(maxWait);
        }

        @Override
        Outcome await(Waiter waiter, String id, Duration maxWait) throws InterruptedException {
            return waiter.await(id, maxWait);
        }
    },
    ASYNC {
        @Override
        StatusClient.StatusResult getStatus(StatusClient client, Duration maxWait) {
            return join(client.getStatusAsync(maxWait));
        }

        @Override
        Outcome await(Waiter waiter, String id, Duration maxWait) {
            return join(waiter.awaitAsync(id, maxWait));
        }
    };

    abstract StatusClient.StatusResult getStatus(StatusClient client, Duration maxWait) throws InterruptedException;

    abstract Outcome await(Waiter waiter, String id, Duration maxWait) throws InterruptedException;

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException wrapped) {
            throw wrapped.getCause() instanceof RuntimeException cause ? cause : wrapped;
        }
    }
}
