package dev.fermata.it.exam;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** The waiter of the AWS SDK: polls at once, then every 5 s, as many of its waiters do, and goes on after errors. */
final class AwsWaiter implements Candidate {

    private final VideoApi api;
    private final Waiter<Boolean> waiter = Waiter.builder(Boolean.class)
            .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(over -> over))
            .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(over -> true))
            .addAcceptor(WaiterAcceptor.retryOnExceptionAcceptor(error -> true))
            .overrideConfiguration(WaiterOverrideConfiguration.builder()
                    .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofSeconds(5)))
                    .maxAttempts(100)
                    .waitTimeout(DEADLINE)
                    .build())
            .build();

    AwsWaiter(VideoApi api) {
        this.api = api;
    }

    @Override
    public boolean takeJob(@Nullable String callback) throws Exception {
        String id = api.submit();
        return waiter.run(() -> isOver(id)).matched().response().orElse(false);
    }

    private boolean isOver(String id) {
        try {
            return api.isOver(id);
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
