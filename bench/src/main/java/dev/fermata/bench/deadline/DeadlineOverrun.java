package dev.fermata.bench.deadline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long after its deadline a wait returns, against each kind of hostile server, blocking and not, and whether it
 * leaves anything behind. Prints Markdown.
 *
 * <p>Arguments, if wanted: how many runs of each kind, and how many first waits in fresh processes.
 */
public final class DeadlineOverrun {

    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    /** For threads that end when they have been idle for a while. */
    private static final int GOODBYE_SECONDS = 15;

    private DeadlineOverrun() {}

    public static void main(String[] args) throws Exception {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int processes = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        // What the JVM makes once and keeps is not a wait's.
        runWarm(1);
        goodbye();
        Map<String, Long> threads = Leftovers.threads();
        int sockets = Leftovers.sockets();
        WarmRuns warm = runWarm(runs);
        goodbye();
        int threadsLeft = Leftovers.settled(() -> Leftovers.newSince(threads).size(), 0, GOODBYE_SECONDS);
        int socketsLeft = Leftovers.settled(Leftovers::sockets, sockets, GOODBYE_SECONDS) - sockets;
        print(warm, runCold(processes));
        System.out.println("\n| left behind | |\n|---|---|");
        System.out.println("| timers still set after the waits | " + warm.timersLeft() + " |");
        if (Leftovers.areTold()) {
            System.out.printf(
                    Locale.ROOT,
                    "| sockets to the servers after the waits, waiters open | %d, the last closed after %.2f s |%n",
                    warm.socketsLeft(),
                    warm.socketsLasted());
            System.out.println("| more sockets at the end than before | " + socketsLeft + " |");
        }
        System.out.println("| more threads at the end than before, waiters closed | "
                + (threadsLeft == 0 ? 0 : Leftovers.newSince(threads)) + " |");
    }

    private static WarmRuns runWarm(int runs) throws Exception {
        List<Hostility> hostilities = Hostility.all();
        try {
            WarmRuns warm = new WarmRuns(runs, MAX_WAIT);
            warm.run(hostilities);
            return warm;
        } finally {
            close(hostilities);
        }
    }

    private static List<Row> runCold(int processes) throws Exception {
        List<Hostility> hostilities = Hostility.all();
        try {
            return ColdStarts.measure(hostilities, processes, MAX_WAIT);
        } finally {
            close(hostilities);
        }
    }

    private static void close(List<Hostility> hostilities) throws Exception {
        for (Hostility hostility : hostilities) {
            hostility.close();
        }
    }

    /** Before Java 21 an HttpClient, with its thread, goes when the garbage collector finds it. */
    private static void goodbye() {
        System.gc();
    }

    private static void print(WarmRuns warm, List<Row> cold) {
        System.out.println(Row.HEADER);
        List<Row> all = new ArrayList<>(warm.rows());
        all.addAll(cold);
        all.forEach(row -> System.out.println(row.markdown()));
        double worst = warm.rows().stream()
                .mapToDouble(row -> row.overruns().worst())
                .max()
                .orElseThrow();
        System.out.printf(Locale.ROOT, "%nWorst of all but the first waits: %.1f ms; target: under 50 ms.%n", worst);
    }
}
