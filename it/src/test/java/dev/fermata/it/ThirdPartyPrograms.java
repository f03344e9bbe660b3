package dev.fermata.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The clients and tools of others, in the versions of {@code it/src/clients}. */
public final class ThirdPartyPrograms {

    static final Path FOLDER = Checkout.ROOT.resolve("it").resolve("src").resolve("clients");
    static final Path NODE_MODULES = FOLDER.resolve("js").resolve("node_modules");
    static final Path PYTHON_PROGRAMS = FOLDER.resolve("python").resolve("venv").resolve("bin");

    private static final String VARIABLE = "THIRD_PARTY_CLIENTS";

    private ThirdPartyPrograms() {}

    /** Skips the test where they are not installed, but fails it in the gate. */
    public static void assumeInstalled() {
        assume(
                installed(),
                "The clients of others are not installed in the versions of it/src/clients. "
                        + "To run this test, run it/src/clients/install.");
    }

    /** Skips the test where a program of others is not installed, but fails it in the gate. */
    static void assume(boolean installed, String advice) {
        if ("required".equals(System.getenv(VARIABLE)) && !installed) {
            throw new AssertionError(advice + " " + VARIABLE + "=required does not let it be skipped.");
        }
        assumeTrue(installed, advice);
    }

    /** The command of a script in JavaScript or Python. */
    static ProcessBuilder script(Path script) {
        String program = script.toString().endsWith(".py")
                ? PYTHON_PROGRAMS.resolve("python").toString()
                : "node";
        ProcessBuilder builder = new ProcessBuilder(program, script.toString());
        Map<String, String> environment = builder.environment();
        environment.put("NO_PROXY", "127.0.0.1");
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        return builder;
    }

    /** The version of an npm package that is installed. */
    public static String npm(String name) {
        Matcher version = Pattern.compile(Pattern.quote('"' + name + "\": \"") + "([^\"]+)")
                .matcher(read(FOLDER.resolve("js").resolve("package.json")));
        return found(version, name);
    }

    /** The version of a Python package that is installed. */
    public static String pypi(String name) {
        Matcher version = Pattern.compile("(?m)^" + Pattern.quote(name) + "==(.+)$")
                .matcher(read(FOLDER.resolve("python").resolve("requirements.txt")));
        return found(version, name);
    }

    private static String found(Matcher version, String name) {
        if (!version.find()) {
            throw new IllegalArgumentException(name + " is not among the clients of " + FOLDER);
        }
        return version.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean installed() {
        Path installed = FOLDER.resolve("installed");
        String wanted = read(FOLDER.resolve("js").resolve("package-lock.json"))
                + read(FOLDER.resolve("python").resolve("requirements.txt"));
        return Files.exists(installed) && read(installed).equals(wanted);
    }
}
