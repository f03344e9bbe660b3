package dev.fermata.cli.wait;

import dev.fermata.cli.console.PollLog;
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
 * A shell command that prints a token. If it takes too long, or this program ends, it ends with all processes that wait in it; what it
 * has put into the background goes on. Thread-safe.
 */
final class TokenCommand implements Supplier<String> {

    static final Duration LONGEST = Duration.ofSeconds(30);

    private final String command;
    private final Duration longest;
    /** What the next call returns or throws; null to run the command then. */
    private @Nullable Supplier<String> prepared;

    TokenCommand(String command, Duration longest) {
        this.command = command;
        this.longest = longest;
    }

    /** Runs it for the first call of {@link #get}, which then takes no time of a request. */
    synchronized void prepare() {
        try {
            String token = run();
            prepared = () -> token;
        } catch (UncheckedIOException failed) {
            prepared = () -> {
                throw failed;
            };
        }
    }

    /** @throws UncheckedIOException if it fails, prints nothing, or takes too long */
    @Override
    public synchronized String get() {
        Supplier<String> first = prepared;
        prepared = null;
        return first == null ? run() : first.get();
    }

    private String run() {
        List<String> shell = File.separatorChar == '/' ? List.of("sh", "-c", command) : List.of("cmd", "/c", command);
        try {
            Process process = new ProcessBuilder(shell)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            return token(process);
        } catch (IOException failed) {
            throw new UncheckedIOException(Credentials.TOKEN_COMMAND + " " + failed.getMessage(), failed);
        }
    }

    private String token(Process process) throws IOException {
        Thread atExit = new Thread(() -> kill(process), "fermata-token-command");
        Runtime.getRuntime().addShutdownHook(atExit);
        CompletableFuture<String> output = firstLine(process);
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("took longer than " + PollLog.precisely(longest));
            }
            if (process.exitValue() != 0) {
                throw new IOException("ended with exit code " + process.exitValue());
            }
            // What it has left in the background may hold its output open.
            String line = output.completeOnTimeout("", 1, TimeUnit.SECONDS).join();
            if (line.isEmpty()) {
                throw new IOException("printed nothing");
            }
            return line;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("was interrupted", interrupted);
        } finally {
            kill(process);
            forget(atExit);
        }
    }

    /** The first line with something in it; empty if there is none. The rest is read too, so that the command can go on. */
    private static CompletableFuture<String> firstLine(Process process) {
        CompletableFuture<String> first = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader output = process.inputReader()) {
                        output.lines()
                                .map(String::strip)
                                .filter(text -> !text.isEmpty())
                                .forEach(first::complete);
                    } catch (IOException | UncheckedIOException killed) {
                        // It prints no more.
                    }
                    first.complete("");
                },
                "fermata-token-output");
        reader.setDaemon(true);
        reader.start();
        return first;
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
