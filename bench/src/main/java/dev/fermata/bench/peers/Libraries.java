package dev.fermata.bench.peers;

import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.SyncPoller;
import com.google.api.core.NanoClock;
import com.google.api.gax.longrunning.OperationTimedPollAlgorithm;
import com.google.api.gax.retrying.BasicResultRetryAlgorithm;
import com.google.api.gax.retrying.RetryAlgorithm;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.retrying.RetryingFuture;
import com.google.api.gax.retrying.ScheduledRetryingExecutor;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * The peers, each used as its documentation shows. Where their defaults give up (after 3 attempts, 10 s, 5 min) only that limit
 * is raised.
 */
final class Libraries {

    private static final Duration LONG = Duration.ofHours(10);
    private static final int MANY = Integer.MAX_VALUE - 1;

    private Libraries() {}

    /** AWS SDK v2: polls at once, then at a fixed interval. */
    static Contender.Start aws(Duration every) {
        WaiterOverrideConfiguration when = WaiterOverrideConfiguration.builder()
                .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(every))
                .maxAttempts(MANY)
                .build();
        Waiter<String> waiter = Waiter.<String>builder(String.class)
                .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(Server::isTerminal))
                .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(state -> true))
                .overrideConfiguration(when)
                .build();
        return server -> id -> waiter.run(() -> asked(server, id));
    }

    /** Azure: the generic poller; polls at once, then at a fixed interval. */
    static Contender.Start azure(Duration every) {
        return server -> id -> SyncPoller.<String, String>createPoller(
                        every,
                        started -> new PollResponse<>(LongRunningOperationStatus.NOT_STARTED, "queued"),
                        poll -> {
                            String state = asked(server, id);
                            return new PollResponse<>(
                                    Server.isTerminal(state)
                                            ? LongRunningOperationStatus.SUCCESSFULLY_COMPLETED
                                            : LongRunningOperationStatus.IN_PROGRESS,
                                    state);
                        },
                        (context, response) -> "",
                        context -> "")
                .waitForCompletion();
    }

    /** gax: the first answer is the submission's; then exponential with full jitter. */
    static Contender.Start gax(Duration first, double factor, Duration most) {
        RetrySettings settings = RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(first)
                .setRetryDelayMultiplier(factor)
                .setMaxRetryDelayDuration(most)
                .setTotalTimeoutDuration(LONG)
                .build();
        BasicResultRetryAlgorithm<String> untilDone = new BasicResultRetryAlgorithm<>() {
            @Override
            public boolean shouldRetry(Throwable problem, String state) {
                return problem == null && !Server.isTerminal(state);
            }
        };
        RetryAlgorithm<String> algorithm = new RetryAlgorithm<>(
                untilDone, OperationTimedPollAlgorithm.create(settings, NanoClock.getDefaultClock()));
        return server -> new Gax(algorithm, new ScheduledThreadPoolExecutor(32), server);
    }

    private record Gax(RetryAlgorithm<String> algorithm, ScheduledExecutorService threads, Server server)
            implements Contender.Waits {
        @Override
        public void until(String id) throws Exception {
            AtomicBoolean submitted = new AtomicBoolean();
            Callable<String> poll = () -> submitted.getAndSet(true) ? server.ask(id) : "queued";
            ScheduledRetryingExecutor<String> executor = new ScheduledRetryingExecutor<>(algorithm, threads);
            RetryingFuture<String> future = executor.createFuture(poll);
            future.setAttemptFuture(executor.submit(future));
            future.get();
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    /** Failsafe: polls at once, then doubles the pause. */
    static Contender.Start failsafe(Duration first, Duration most) {
        RetryPolicy<String> policy = RetryPolicy.<String>builder()
                .handleResultIf(state -> !Server.isTerminal(state))
                .withBackoff(first, most)
                .withMaxRetries(-1)
                .build();
        return server -> id -> Failsafe.with(policy).get(() -> server.ask(id));
    }

    /** Resilience4j: polls at once, then at a fixed interval. */
    static Contender.Start resilience4j(Duration every) {
        RetryConfig config = RetryConfig.<String>custom()
                .retryOnResult(state -> !Server.isTerminal(state))
                .waitDuration(every)
                .maxAttempts(MANY)
                .build();
        return server -> id -> Retry.of(id, config).executeCallable(() -> server.ask(id));
    }

    /** Awaitility: polls after the first interval. */
    static Contender.Start awaitility(Duration every) {
        return server -> id ->
                Awaitility.await().pollInterval(every).atMost(LONG).until(() -> Server.isTerminal(server.ask(id)));
    }

    private static String asked(Server server, String id) {
        try {
            return server.ask(id);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
