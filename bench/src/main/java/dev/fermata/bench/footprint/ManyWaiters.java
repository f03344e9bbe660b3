package dev.fermata.bench.footprint;

import dev.fermata.client.StatusClient;
import dev.fermata.client.StatusClient.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Very many waits of a second each in one small process, each with a client of its own that is closed afterwards, as the README shows
 * it. Run by {@code bench/many-waiters.sh}; prints threads and descriptors before and after in Markdown, and fails if either grew.
 */
public final class ManyWaiters {

    /** What a process may gain once: selectors and threads that all clients share. */
    private static final int ALLOWED = 8;

    private static final int FIRST_WAITS = 1;
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private ManyWaiters() {}

    /** Threads of this process, and descriptors other than files: the JVM opens each jar of the class path once. */
    private record Footprint(TreeSet<String> threads, int descriptors) {

        static Footprint now() throws IOException {
            TreeSet<String> names = new TreeSet<>();
            Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName() + " #" + thread.getId()));
            try (Stream<Path> open = Files.list(DESCRIPTORS)) {
                return new Footprint(
                        names, (int) open.filter(Footprint::isNoFile).count());
            }
        }

        private static boolean isNoFile(Path descriptor) {
            try {
                return !Files.readSymbolicLink(descriptor).isAbsolute();
            } catch (IOException closedMeanwhile) {
                return false;
            }
        }

        boolean isWithin(Footprint before) {
            return threads.size() - before.threads.size() <= ALLOWED && descriptors - before.descriptors <= ALLOWED;
        }
    }

    /** @param arguments the number of waits, and how many of them run at a time */
    public static void main(String[] arguments) throws Exception {
        int waits = Integer.parseInt(arguments[0]);
        int atOnce = Integer.parseInt(arguments[1]);
        if (!Files.isDirectory(DESCRIPTORS)) {
            throw new IllegalStateException("there is no " + DESCRIPTORS + "; this program needs Linux");
        }
        try (OneSecondJobs server = OneSecondJobs.start()) {
            Footprint before = Footprint.now();
            await(server, FIRST_WAITS, 1);
            Footprint afterFirst = settled(before);
            long start = System.nanoTime();
            int peak = await(server, waits, atOnce);
            double seconds = (System.nanoTime() - start) / 1e9;
            Footprint after = settled(before);
            print(waits, seconds, before, afterFirst, peak, after);
            System.exit(after.isWithin(before) ? 0 : 1);
        }
    }

    /** Returns the most descriptors that were seen. */
    private static int await(OneSecondJobs server, int waits, int atOnce) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        int peak = 0;
        try {
            List<Future<StatusClient.StatusResult>> results = new ArrayList<>();
            for (int wait = 0; wait < waits; wait++) {
                URI job = server.job(atOnce + "-" + wait);
                results.add(threads.submit(() -> await(job)));
            }
            for (int wait = 0; wait < waits; wait++) {
                StatusClient.StatusResult result = results.get(wait).get();
                if (result.status() != Status.COMPLETED) {
                    throw new IllegalStateException("a wait ended in " + result + "; " + result.lastProblem());
                }
                if (wait % 100 == 0) {
                    peak = Math.max(peak, Footprint.now().descriptors());
                }
                if (wait % 1000 == 999) {
                    System.err.println((wait + 1) + " of " + waits + " waits");
                }
            }
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
        return peak;
    }

    private static StatusClient.StatusResult await(URI job) throws InterruptedException {
        try (StatusClient client = StatusClient.create(job)) {
            return client.getStatus(MAX_WAIT);
        }
    }

    /** As it is once threads that wait for more work have ended. No garbage is collected: nothing must depend on that. */
    private static Footprint settled(Footprint before) throws Exception {
        long end = System.nanoTime() + SETTLING.toNanos();
        Footprint now = Footprint.now();
        while (!now.isWithin(before) && System.nanoTime() < end) {
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            now = Footprint.now();
        }
        return now;
    }

    private static void print(
            int waits, double seconds, Footprint before, Footprint afterFirst, int peak, Footprint after) {
        System.out.printf(
                Locale.ROOT,
                """
                %,d waits of a second each, a client for each, in %.0f s, with at most %d MiB of heap:

                | | before | after the first | after all | at most |
                |---|---|---|---|---|
                | threads | %d | %d | %d | |
                | descriptors | %d | %d | %d | %d |
                """,
                waits,
                seconds,
                Runtime.getRuntime().maxMemory() >> 20,
                before.threads().size(),
                afterFirst.threads().size(),
                after.threads().size(),
                before.descriptors(),
                afterFirst.descriptors(),
                after.descriptors(),
                peak);
        TreeSet<String> more = new TreeSet<>(after.threads());
        more.removeAll(before.threads());
        more.forEach(name -> System.out.println("- new thread: " + name));
    }
}
