package dev.fermata.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The one-file jar as a process, with its output on record. */
final class Program implements AutoCloseable {

    private final Process process;
    private final ConcurrentLinkedQueue<String> out = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> err = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> readers;

    private Program(Process process) {
        this.process = process;
        this.readers = List.of(reading(process.getInputStream(), out), reading(process.getErrorStream(), err));
    }

    static Program start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Checkout.JAVA.toString(), "-jar", Checkout.JAR.toString()));
        command.addAll(List.of(arguments));
        return start(new ProcessBuilder(command), environment);
    }

    static Program start(ProcessBuilder builder, Map<String, String> environment) throws IOException {
        List.of("HOST", "PORT", "SEED", "TOTAL_DELAY_SECONDS", "ERROR_CHANCE", "RESET_INTERVAL_SECONDS")
                .forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    /** Waits for the end; then all output is there. */
    int exitCode() throws InterruptedException {
        int code = process.waitFor();
        readers.forEach(CompletableFuture::join);
        return code;
    }

    /** Sends a signal, such as TERM. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    }

    Process process() {
        return process;
    }

    String out() {
        return String.join("\n", out);
    }

    String err() {
        return String.join("\n", err);
    }

    /** Waits for a line of standard output or error that contains this; the test's time limit ends it if none comes. */
    String awaitLine(String part) throws InterruptedException {
        return awaitLine(Pattern.compile(part, Pattern.LITERAL));
    }

    String awaitLine(Pattern part) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            for (ConcurrentLinkedQueue<String> lines : List.of(out, err)) {
                for (String line : lines) {
                    if (part.matcher(line).find()) {
                        return line;
                    }
                }
            }
            if (!process.isAlive() && readers.stream().allMatch(CompletableFuture::isDone)) {
                throw new AssertionError("ended without '" + part + "':\n" + out() + "\n" + err());
            }
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static CompletableFuture<Void> reading(InputStream in, ConcurrentLinkedQueue<String> lines) {
        return CompletableFuture.runAsync(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
                        reader.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException ended) {
                        // The process is gone.
                    }
                },
                task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    thread.start();
                });
    }
}
