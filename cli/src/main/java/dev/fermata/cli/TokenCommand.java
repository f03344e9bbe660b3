package dev.fermata.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A shell command that prints a token. It ends with this program, with all processes that it has started. Thread-safe.
 */
final class TokenCommand implements Supplier<String> {

    static final Duration LONGEST = Duration.ofSeconds(30);

    private final String command;
    private final Duration longest;
    private @Nullable CompletableFuture<String> first;

    TokenCommand(String command, Duration longest) {
        this.command = command;
        this.longest = longest;
    }

    /** Runs it for the first call of {@link #get}, which then takes no time of a request. */
    synchronized void prepare() {
        CompletableFuture<String> token = new CompletableFuture<>();
        try {
            token.complete(run());
        } catch (IOException failed) {
            token.completeExceptionally(failed);
        }
        first = token;
    }

    /** @throws UncheckedIOException if it fails, prints nothing, or takes too long */
    @Override
    public synchronized String get() {
        CompletableFuture<String> prepared = first;
        first = null;
        try {
            if (prepared == null) {
                return run();
            }
            return prepared.isCompletedExceptionally() ? rethrown(prepared) : prepared.join();
        } catch (IOException failed) {
            throw new UncheckedIOException(Credentials.TOKEN_COMMAND + " " + failed.getMessage(), failed);
        }
    }

    private static String rethrown(CompletableFuture<String> failed) throws IOException {
        IOException[] cause = {new IOException("failed")};
        failed.exceptionally(problem -> {
            cause[0] = (IOException) problem;
            return "";
        });
        throw cause[0];
    }

    private String run() throws IOException {
        List<String> shell = File.separatorChar == '/' ? List.of("sh", "-c", command) : List.of("cmd", "/c", command);
        Process process = new ProcessBuilder(shell)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        Thread atExit = new Thread(() -> kill(process), "fermata-token-command");
        Runtime.getRuntime().addShutdownHook(atExit);
        CompletableFuture<Process> inTime = process.onExit().orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS);
        inTime.exceptionally(slow -> {
            kill(process);
            return process;
        });
        try (BufferedReader output = process.inputReader()) {
            String line = output.lines()
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
            output.lines().forEach(rest -> {});
            int code = process.onExit().join().exitValue();
            if (inTime.isCompletedExceptionally()) {
                throw new IOException("took longer than " + PollLog.precisely(longest));
            }
            if (code != 0 || line.isEmpty()) {
                throw new IOException(code != 0 ? "ended with exit code " + code : "printed nothing");
            }
            return line;
        } finally {
            forget(atExit);
        }
    }

    /** The children of a shell keep its output open, and outlive it. */
    private static void kill(Process process) {
        Stream<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()));
        all.toList().forEach(ProcessHandle::destroyForcibly);
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook runs already.
        }
    }
}
