package dev.fermata.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server in a process of its own, with this process's environment.
 *
 * <p>It never outlives this process: it ends when its standard input does, and that ends with this process whatever kills it.
 * A Ctrl+C on the terminal, which goes to all processes there, does not reach it.
 */
final class ServerProcess implements AutoCloseable {

    /** How a job ended, by the server's own account. */
    record JobEnd(long job, Instant at) {}

    /** What the server told of its job. */
    private record Change(long job, Instant at, boolean pending) {}

    /** A wait lasts a minute at most, and nobody asks further back. */
    private static final int REMEMBERED = 1_000;

    /** How long the server's account may lag behind its answers. */
    private static final Duration LAG = Duration.ofMillis(500);
    /** The server promises to stop within two seconds. */
    private static final Duration STOP = Duration.ofSeconds(3);

    private final Process process;
    private final CompletableFuture<Optional<URI>> url = new CompletableFuture<>();
    private final Deque<Change> changes = new ArrayDeque<>();

    private ServerProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readEvents, "server-events");
        reader.setDaemon(true);
        reader.start();
    }

    static ServerProcess start() throws IOException {
        List<String> command = new ArrayList<>();
        if (File.separatorChar == '/') {
            // What the shell ignores, the JVM that takes its place ignores as well, from its first moment on.
            command.addAll(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        command.add(java.toString());
        command.addAll(quickStart());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "serve", "--json", "--until-input-ends"));
        return new ServerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The class-data archive that the launcher gave to this process is as good for the other. */
    private static List<String> quickStart() {
        String[] own = ProcessHandle.current().info().arguments().orElse(new String[0]);
        return Stream.of(own).takeWhile(option -> option.startsWith("-X")).toList();
    }

    /** Completed when the server is ready; empty if it ended instead. */
    CompletableFuture<Optional<URI>> url() {
        return url;
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    /** Waits for the end. */
    int exitCode() {
        return ended().join().exitValue();
    }

    /** The end of the job that was seen to have ended at that moment; empty if the server does not tell in time. */
    synchronized Optional<JobEnd> jobEnd(Instant seen) {
        long patience = System.nanoTime() + LAG.toNanos();
        try {
            while (true) {
                for (Change change : changes) {
                    if (!change.at().isAfter(seen)) {
                        if (!change.pending()) {
                            return Optional.of(new JobEnd(change.job(), change.at()));
                        }
                        break;
                    }
                }
                long left = patience - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Stops the server: kindly, then not. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        ended().completeOnTimeout(process, STOP.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        process.destroyForcibly();
    }

    private void readEvents() {
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            events.lines().forEach(this::take);
        } catch (IOException | UncheckedIOException broken) {
            // The server is gone; its end is told below.
        } finally {
            url.complete(Optional.empty());
        }
    }

    /** A JVM may have something of its own to say; that is passed on. */
    private void take(String line) {
        try {
            take(JsonMapper.shared().readTree(line));
        } catch (JacksonException notAnEvent) {
            System.err.println(line);
        }
    }

    private synchronized void take(JsonNode event) {
        if (event.path("event").stringValue("").equals("listening")) {
            url.complete(Optional.of(URI.create(event.path("url").stringValue(""))));
        } else if (event.path("event").stringValue("").equals("change")) {
            boolean pending = event.path("result").stringValue("").equals("pending");
            Instant at = Instant.parse(event.path("at").stringValue(""));
            changes.addFirst(new Change(event.path("job").longValue(), at, pending));
            if (changes.size() > REMEMBERED) {
                changes.removeLast();
            }
            notifyAll();
        }
    }
}
