package dev.fermata.it.exam;

import com.google.api.core.NanoClock;
import com.google.api.gax.longrunning.OperationTimedPollAlgorithm;
import com.google.api.gax.retrying.BasicResultRetryAlgorithm;
import com.google.api.gax.retrying.RetryAlgorithm;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.retrying.RetryingFuture;
import com.google.api.gax.retrying.ScheduledRetryingExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Google's poller of operations with its defaults: 5 s, then 1.5 times as long each time. The submission is its first answer. */
final class GaxPoller implements Candidate {

    private final VideoApi api;
    private final ScheduledExecutorService threads = new ScheduledThreadPoolExecutor(1);
    private final RetryAlgorithm<Boolean> algorithm = new RetryAlgorithm<>(
            new BasicResultRetryAlgorithm<Boolean>() {
                @Override
                public boolean shouldRetry(@Nullable Throwable problem, @Nullable Boolean over) {
                    return problem != null || !Boolean.TRUE.equals(over);
                }
            },
            OperationTimedPollAlgorithm.create(
                    RetrySettings.newBuilder()
                            .setInitialRetryDelayDuration(Duration.ofSeconds(5))
                            .setRetryDelayMultiplier(1.5)
                            .setMaxRetryDelayDuration(Duration.ofSeconds(45))
                            .setTotalTimeoutDuration(DEADLINE)
                            .build(),
                    NanoClock.getDefaultClock()));

    GaxPoller(VideoApi api) {
        this.api = api;
    }

    @Override
    public boolean takeJob(@Nullable String callback) throws Exception {
        String id = api.submit();
        AtomicBoolean submitted = new AtomicBoolean();
        Callable<Boolean> poll = () -> submitted.getAndSet(true) && api.isOver(id);
        ScheduledRetryingExecutor<Boolean> executor = new ScheduledRetryingExecutor<>(algorithm, threads);
        RetryingFuture<Boolean> future = executor.createFuture(poll);
        future.setAttemptFuture(executor.submit(future));
        return future.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
