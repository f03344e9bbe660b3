package dev.fermata.bench.deadline;

import dev.fermata.client.CountedWaiter;
import dev.fermata.client.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Waits that run against hostile servers, some beside each other, in a process that has done so before. */
final class WarmRuns {

    /** Waits beside each other, each with a waiter of its own. They hardly do anything. */
    private static final int LANES = 4;

    /** Far longer than anybody looks for what it leaves behind. */
    private static final Duration CANCELLED = Duration.ofMinutes(60);

    /** For sockets that are being closed: the JDK takes its time where a connection was only being made. */
    private static final int GRACE_SECONDS = 5;

    private final int runs;
    private final Duration maxWait;
    private final List<Row> rows = new ArrayList<>();
    private int sockets;
    private int timers;
    private double longest;

    /** @param runs of each kind, rounded up to whole lanes */
    WarmRuns(int runs, Duration maxWait) {
        this.runs = (runs + LANES - 1) / LANES * LANES;
        this.maxWait = maxWait;
    }

    List<Row> rows() {
        return rows;
    }

    /** How long after the waits the last socket to such a server was closed, in seconds. */
    double socketsLasted() {
        return longest;
    }

    /** Sockets to the hostile servers that were open after their waits, the waiters not yet closed. */
    int socketsLeft() {
        return sockets;
    }

    /** Timers that were set after all waits. */
    int timersLeft() {
        return timers;
    }

    void run(List<Hostility> hostilities) throws Exception {
        for (Hostility hostility : hostilities) {
            System.err.println(runs + " runs each: a server that " + hostility.name());
            List<CountedWaiter> waiters = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                waiters.add(new CountedWaiter(hostility.uri()));
            }
            int before = Leftovers.socketsTo(hostility.uri());
            rows.add(lanes(hostility, "blocking", waiters, this::blocking));
            rows.add(lanes(hostility, "async", waiters, this::async));
            cancel(waiters);
            count(hostility.uri(), before, waiters);
            waiters.forEach(CountedWaiter::close);
        }
    }

    /** A wait that has come on for a while and is cancelled, with its deadline and perhaps its next poll far ahead. */
    private void cancel(List<CountedWaiter> waiters) {
        List<CompletableFuture<Outcome>> waits = waiters.stream()
                .map(waiter -> waiter.waiter().awaitAsync("", CANCELLED))
                .toList();
        timerAlone(maxWait);
        waits.forEach(wait -> wait.cancel(true));
    }

    private void count(URI server, int before, List<CountedWaiter> waiters) throws InterruptedException {
        long start = System.nanoTime();
        int open = Leftovers.settled(() -> Leftovers.socketsTo(server), before, GRACE_SECONDS) - before;
        longest = Math.max(longest, (System.nanoTime() - start) / 1e9);
        int set = Leftovers.settled(
                () -> waiters.stream().mapToInt(CountedWaiter::timers).sum(), 0, GRACE_SECONDS);
        if (open + set > 0) {
            System.err.println("left behind: " + open + " sockets, " + set + " timers");
        }
        sockets += open;
        timers += set;
    }

    @FunctionalInterface
    private interface Call {
        Outcome on(CountedWaiter waiter) throws Exception;
    }

    private Outcome blocking(CountedWaiter waiter) throws InterruptedException {
        return waiter.waiter().await("", maxWait);
    }

    private Outcome async(CountedWaiter waiter) throws Exception {
        return waiter.waiter().awaitAsync("", maxWait).get();
    }

    private Row lanes(Hostility hostility, String name, List<CountedWaiter> waiters, Call call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(LANES + 1);
        try {
            Future<double[]> timer = threads.submit(() -> timersAlone());
            List<Callable<double[]>> lanes = new ArrayList<>();
            waiters.forEach(waiter -> lanes.add(() -> lane(waiter, call)));
            double[] all = new double[runs];
            int at = 0;
            for (Future<double[]> lane : threads.invokeAll(lanes)) {
                double[] some = lane.get();
                System.arraycopy(some, 0, all, at, some.length);
                at += some.length;
            }
            return new Row(hostility.name(), name, new Overruns(all), new Overruns(timer.get()));
        } finally {
            threads.shutdownNow();
        }
    }

    private double[] timersAlone() {
        double[] overruns = new double[runs / LANES];
        for (int run = 0; run < overruns.length; run++) {
            overruns[run] = timerAlone(maxWait);
        }
        return overruns;
    }

    /** A control: how late this machine is where nobody has anything to do. */
    static double timerAlone(Duration maxWait) {
        long start = System.nanoTime();
        new CompletableFuture<String>()
                .completeOnTimeout("", maxWait.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        return Overruns.of(start, maxWait);
    }

    private double[] lane(CountedWaiter waiter, Call call) throws Exception {
        double[] overruns = new double[runs / LANES];
        for (int run = 0; run < overruns.length; run++) {
            long start = System.nanoTime();
            Outcome outcome = call.on(waiter);
            overruns[run] = Overruns.of(start, maxWait);
            if (!(outcome instanceof Outcome.TimedOut)) {
                throw new IllegalStateException("not timed out: " + outcome);
            }
        }
        return overruns;
    }
}
