package dev.fermata.it;

import java.nio.file.Path;

/** Where things are on disk; tests run in the module's own folder. */
public final class Checkout {

    public static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    static final Path JAR = ROOT.resolve("cli").resolve("target").resolve("fermata.jar");
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private Checkout() {}
}
