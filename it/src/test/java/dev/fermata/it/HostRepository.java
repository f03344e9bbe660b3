package dev.fermata.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local repository of Maven that has Fermata's packed jars, as {@code mvn install} would write them. All else in it are links to
 * the repository of the Maven that runs this build: what it has is not downloaded again, and Fermata never gets into it.
 */
final class HostRepository {

    private static final Path OWN = Path.of(System.getProperty("fermata.repository"));
    private static final String VERSION = System.getProperty("fermata.version");

    /** Groups that the hosts need and that may be missing in a new repository. */
    private static final List<String> GROUPS = List.of("ch", "com", "commons-io", "io", "jakarta", "org", "tools");

    private HostRepository() {}

    static Path make(Path folder) throws IOException {
        for (String group : GROUPS) {
            Files.createDirectories(OWN.resolve(group));
        }
        link(OWN, folder, "dev");
        link(OWN.resolve("dev"), folder.resolve("dev"), "fermata");
        Path fermata = folder.resolve("dev/fermata");
        copy(Checkout.ROOT.resolve("pom.xml"), fermata, "fermata-parent", ".pom");
        for (String module : List.of("client", "simulator", "junit")) {
            Path source = Checkout.ROOT.resolve(module);
            String name = "fermata-" + module;
            copy(source.resolve("target").resolve(name + "-" + VERSION + ".jar"), fermata, name, ".jar");
            Path reduced = source.resolve("dependency-reduced-pom.xml");
            copy(Files.exists(reduced) ? reduced : source.resolve("pom.xml"), fermata, name, ".pom");
        }
        return folder;
    }

    private static void copy(Path file, Path group, String name, String ending) throws IOException {
        Path folder = Files.createDirectories(group.resolve(name).resolve(VERSION));
        Files.copy(file, folder.resolve(name + "-" + VERSION + ending), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void link(Path own, Path folder, String except) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.exists(own) ? Files.list(own) : Stream.empty()) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                Path link = folder.resolve(entry.getFileName());
                if (!entry.endsWith(except) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, entry.toAbsolutePath());
                }
            }
        }
    }
}
