package dev.fermata.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The projects in src/hosts, with the files that several of them share, and the samples of the docs as their sources. */
final class HostProjects {

    private static final Path SOURCES = Checkout.ROOT.resolve("it/src/hosts");

    private HostProjects() {}

    static List<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** Makes the folder anew. */
    static Path make(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
        Files.copy(SOURCES.resolve("pom.xml"), folder.resolve("pom.xml"));
        for (String name : names()) {
            Path project = folder.resolve(name);
            copy(SOURCES.resolve(name), project);
            copy(SOURCES.resolve("every"), project);
            if (name.startsWith("spring")) {
                copy(SOURCES.resolve("spring"), project);
            }
            for (JavaSample sample : samples(name)) {
                Path source = project.resolve(sample.isTest() ? "src/test/java" : "src/main/java")
                        .resolve(sample.file());
                Files.createDirectories(source.getParent());
                Files.writeString(source, sample.code());
            }
        }
        return folder;
    }

    private static List<JavaSample> samples(String project) throws IOException {
        return JavaSample.all().stream()
                .filter(sample -> sample.hasPackage()
                        ? project.startsWith(sample.host())
                        : project.startsWith("junit") && sample.isTest())
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
