package dev.fermata.bench.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A Java that is installed here. */
record Jdk(Path home, String version) {

    private static final int OLDEST = 17;

    /** This one and those under /usr/lib/jvm, from 17 on, oldest first. */
    static List<Jdk> installed() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        try (Stream<Path> there = Files.isDirectory(all) ? Files.list(all) : Stream.empty()) {
            return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))), there)
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .map(Jdk::real)
                    .distinct()
                    .map(home -> new Jdk(home, version(home)))
                    .filter(jdk -> jdk.major() >= OLDEST)
                    .sorted((a, b) -> Integer.compare(a.major(), b.major()))
                    .toList();
        }
    }

    int major() {
        String first = version.replaceFirst("\\D.*", "");
        return first.isEmpty() ? 0 : Integer.parseInt(first);
    }

    String java() {
        return home.resolve("bin/java").toString();
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(Path home) {
        return Figures.first(home.resolve("release").toString(), "JAVA_VERSION=")
                .replaceAll("[^0-9.]", "");
    }
}
