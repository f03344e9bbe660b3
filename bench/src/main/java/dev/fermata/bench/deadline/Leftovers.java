package dev.fermata.bench.deadline;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What waits leave behind in this process, as far as the operating system tells (Linux does). */
final class Leftovers {

    private static final Path SOCKETS = Path.of("/proc/self/net/tcp");
    private static final Path SOCKETS_6 = Path.of("/proc/self/net/tcp6");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Leftovers() {}

    static boolean areTold() {
        return Files.isReadable(SOCKETS) && Files.isDirectory(DESCRIPTORS);
    }

    /** Sockets to that server, connected or connecting, that some process still holds. */
    static int socketsTo(URI server) {
        String port = String.format(Locale.ROOT, ":%04X", server.getPort());
        return (int) Stream.of(SOCKETS, SOCKETS_6)
                .filter(Files::isReadable)
                .flatMap(file -> lines(file).stream())
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 9 && columns[2].endsWith(port) && !columns[9].equals("0"))
                .count();
    }

    /** Open sockets of this process, of whatever kind. */
    static int sockets() {
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            return (int) descriptors.filter(Leftovers::isSocket).count();
        } catch (IOException unreadable) {
            return -1;
        }
    }

    /** How many threads there are of each name, numbers left out. */
    static Map<String, Long> threads() {
        Set<Thread> alive = Thread.getAllStackTraces().keySet();
        return alive.stream()
                .collect(Collectors.groupingBy(
                        thread -> thread.getName().replaceAll("\\d+", "N"), TreeMap::new, Collectors.counting()));
    }

    /** Those of now that were not there before. */
    static Map<String, Long> newSince(Map<String, Long> before) {
        Map<String, Long> more = new TreeMap<>();
        threads().forEach((name, count) -> {
            long extra = count - before.getOrDefault(name, 0L);
            if (extra > 0) {
                more.put(name, extra);
            }
        });
        return more;
    }

    /** What is left when it has stopped being more than that, or after so many seconds. */
    static int settled(IntSupplier count, int allowed, int seconds) throws InterruptedException {
        for (int tries = 0; count.getAsInt() > allowed && tries < seconds * 100; tries++) {
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
        return count.getAsInt();
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
