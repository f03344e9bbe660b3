package dev.fermata.it;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of all modules, read once for all architecture tests. */
final class ProjectClasses {

    private static final List<String> MODULES = List.of("client", "simulator", "junit", "cli", "bench", "it");

    /** Without the tests. */
    static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPaths(folders("classes"));

    /** With the tests. */
    static final JavaClasses EVERYTHING = new ClassFileImporter()
            .importPaths(Stream.concat(folders("classes").stream(), folders("test-classes").stream())
                    .toList());

    private ProjectClasses() {}

    /** The folders of that name below the modules' {@code target}, as far as they are built. */
    static List<Path> folders(String kind) {
        return MODULES.stream()
                .map(module -> Checkout.ROOT.resolve(module).resolve("target").resolve(kind))
                .filter(Files::isDirectory)
                .toList();
    }
}
