package dev.fermata.client;

import java.time.Duration;
import java.util.concurrent.CompletionException;

/** The two ways to wait; every scenario runs on both. */
enum Path {
    BLOCKING {
        @Override
        StatusResult getStatus(StatusClient client, Duration maxWait) throws InterruptedException {
            return client.getStatus(maxWait);
        }
    },
    ASYNC {
        @Override
        StatusResult getStatus(StatusClient client, Duration maxWait) {
            try {
                return client.getStatusAsync(maxWait).join();
            } catch (CompletionException wrapped) {
                throw wrapped.getCause() instanceof RuntimeException cause ? cause : wrapped;
            }
        }
    };

    abstract StatusResult getStatus(StatusClient client, Duration maxWait) throws InterruptedException;
}
