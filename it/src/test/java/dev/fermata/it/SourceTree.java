package dev.fermata.it;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The source files of one module, for rules about them. */
record SourceTree(String module) {

    Path root() {
        return Checkout.ROOT.resolve(module).resolve("src/main/java");
    }

    /** Without package-info and module-info, which declare no class. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.getFileName().toString().contains("-info"))
                    .toList();
        }
    }

    Map<Path, Long> packagesWithMoreThan(int most) throws IOException {
        Map<Path, Long> sizes = files().stream().collect(groupingBy(Path::getParent, counting()));
        sizes.values().removeIf(size -> size <= most);
        return sizes;
    }

    Map<Path, Integer> filesLongerThan(int most) throws IOException {
        Map<Path, Integer> lengths = new TreeMap<>();
        for (Path file : files()) {
            lengths.put(file.getFileName(), Files.readAllLines(file).size());
        }
        lengths.values().removeIf(length -> length <= most);
        return lengths;
    }

    Map<Path, Long> namesOfSeveralFiles() throws IOException {
        Map<Path, Long> names = files().stream().collect(groupingBy(Path::getFileName, counting()));
        names.values().removeIf(count -> count == 1);
        return names;
    }

    /** In order; a qualified export has the modules behind it. */
    List<String> exports() throws IOException {
        Path compiled = Checkout.ROOT.resolve(module).resolve("target/classes/module-info.class");
        try (InputStream descriptor = Files.newInputStream(compiled)) {
            return ModuleDescriptor.read(descriptor).exports().stream()
                    .map(exports -> exports.source() + (exports.isQualified() ? " to " + exports.targets() : ""))
                    .sorted()
                    .toList();
        }
    }
}
