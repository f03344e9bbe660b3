package dev.fermata.bench.peers;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How late this machine is where nobody has anything to do: a control beside what is measured in milliseconds. */
final class Lateness {

    private static final long PAUSE_NANOS = 20_000_000;

    private final ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** Measures until {@link #stop}. */
    static Lateness watch(ExecutorService threads) {
        Lateness lateness = new Lateness();
        threads.submit(lateness::measure);
        return lateness;
    }

    private Void measure() throws ExecutionException, InterruptedException {
        while (!over) {
            long start = System.nanoTime();
            new CompletableFuture<String>()
                    .completeOnTimeout("", PAUSE_NANOS, TimeUnit.NANOSECONDS)
                    .get();
            millis.add((System.nanoTime() - start - PAUSE_NANOS) / 1e6);
        }
        return null;
    }

    Lateness stop() {
        over = true;
        return this;
    }

    /** In milliseconds. */
    double quantile(double quantile) {
        double[] all = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Arrays.stream(all)
                .skip((long) (quantile * (all.length - 1)))
                .findFirst()
                .orElseThrow();
    }
}
