package dev.fermata.bench.deadline;

import dev.fermata.client.HostileServer;
import dev.fermata.client.StatusClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures how long after its deadline a wait returns, against each kind of hostile server, blocking and not.
 *
 * <p>Run by {@code bench/deadline-overrun.sh [RUNS]}; prints the median and the worst of all runs, in milliseconds. Less
 * than nothing is a wait that returned before its deadline.
 */
public final class DeadlineOverrun {

    private static final Duration MAX_WAIT = Duration.ofMillis(700);

    private DeadlineOverrun() {}

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]);
        Map<String, HostileServer.Behaviour> behaviours = new TreeMap<>(HostileServer.all());
        System.out.printf(
                "%-28s %-9s %12s %12s   (%d runs each)%n", "a server that", "path", "median ms", "worst ms", runs);
        measure("refuses", refusing(), runs);
        for (Map.Entry<String, HostileServer.Behaviour> behaviour : behaviours.entrySet()) {
            try (HostileServer server = new HostileServer(behaviour.getValue())) {
                measure(behaviour.getKey(), server.uri(), runs);
            }
        }
    }

    private static void measure(String name, URI server, int runs) throws InterruptedException {
        try (StatusClient client = StatusClient.create(server)) {
            double[] blocking = new double[runs];
            double[] async = new double[runs];
            for (int run = 0; run < runs; run++) {
                long start = System.nanoTime();
                client.getStatus(MAX_WAIT);
                blocking[run] = overrun(start);
                start = System.nanoTime();
                client.getStatusAsync(MAX_WAIT).join();
                async[run] = overrun(start);
            }
            print(name, "blocking", blocking);
            print(name, "async", async);
        }
    }

    private static double overrun(long start) {
        return (System.nanoTime() - start - MAX_WAIT.toNanos()) / 1e6;
    }

    private static void print(String name, String path, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-28s %-9s %12.1f %12.1f%n",
                name,
                path,
                millis[millis.length / 2],
                millis[millis.length - 1]);
    }

    private static URI refusing() throws IOException {
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + closedAtOnce.getLocalPort());
        }
    }
}
