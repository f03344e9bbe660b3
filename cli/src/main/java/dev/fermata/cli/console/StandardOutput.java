package dev.fermata.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what a command prints arrives. A print stream of Java never says so by itself. */
public final class StandardOutput {

    public static final String NOT_TAKEN = "standard output takes nothing";

    private StandardOutput() {}

    /** @throws UncheckedIOException if nobody takes what was printed */
    public static void requireTaken(PrintWriter out) {
        if (!isTaken(out)) {
            throw new UncheckedIOException(NOT_TAKEN, new IOException());
        }
    }

    public static boolean isTaken(PrintWriter out) {
        // The writer of a command wraps System.out, which keeps its own failures to itself.
        return !(out.checkError() | System.out.checkError());
    }

    /** Whether it is a pipe whose reader left, perhaps because it had enough, as {@code head} does. Only Linux tells. */
    public static boolean isReaderGone() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return System.out.checkError() && target.startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }
}
