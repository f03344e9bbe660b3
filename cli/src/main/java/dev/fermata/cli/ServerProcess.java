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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    /** A wait lasts at most a minute, and nobody asks further back. */
    private static final int REMEMBERED = 1_000;
    /** How long the server's events may come after its responses. */
    private static final Duration LAG = Duration.ofMillis(500);
    /** The server promises to stop within two seconds. */
    private static final Duration STOP = Duration.ofSeconds(3);

    final Process process;
    /** One for all: a new one would complete a moment later, also for a process that has ended. */
    final CompletableFuture<Process> ended;
    /** Completed when the server is ready; empty if it ended instead. */
    final CompletableFuture<Optional<URI>> url = new CompletableFuture<>();
    /** Each change of state, and whether a job ended by it. */
    private final TreeMap<Instant, Boolean> ends = new TreeMap<>();

    private String resetInterval = "";

    private ServerProcess(Process process) {
        this.process = process;
        this.ended = process.onExit();
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
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The class-data archive that the launcher gave to this process fits the other, too.
        String[] own = ProcessHandle.current().info().arguments().orElse(new String[0]);
        command.addAll(
                Stream.of(own).takeWhile(option -> option.startsWith("-X")).toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(ServeArguments.COMMAND, ServeArguments.JSON, ServeArguments.UNTIL_INPUT_ENDS));
        return new ServerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Whether a wait would see nothing but the end of a job that is over. */
    synchronized boolean isOver() {
        return !ends.isEmpty() && ends.lastEntry().getValue();
    }

    /** How long after its end a job of {@code GET /status} is replaced, in words; {@code never} if it is not. */
    synchronized String resetInterval() {
        return resetInterval;
    }

    /** When the job ended that a client saw ended at that moment; empty if it had not, or if the server does not say so in time. */
    synchronized Optional<Instant> jobEnd(Instant seen) {
        long latest = System.nanoTime() + LAG.toNanos();
        try {
            for (long left = LAG.toNanos(); left > 0; left = latest - System.nanoTime()) {
                Map.@Nullable Entry<Instant, Boolean> change = ends.floorEntry(seen);
                if (change != null && change.getValue()) {
                    return Optional.of(change.getKey());
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** Stops the server: by its input's end, or by force if that takes too long. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        ended.copy()
                .completeOnTimeout(process, STOP.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        process.destroyForcibly();
    }

    private void readEvents() {
        try (BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
            events.lines().forEach(this::read);
        } catch (IOException | UncheckedIOException broken) {
            // The server has ended.
        } finally {
            url.complete(Optional.empty());
        }
    }

    private synchronized void read(String line) {
        try {
            JsonNode event = JsonMapper.shared().readTree(line);
            if (event.has("url")) {
                resetInterval = event.path("reset_interval").stringValue("");
                url.complete(Optional.of(URI.create(event.path("url").stringValue(""))));
            } else if (event.has("at")) {
                ends.put(
                        Instant.parse(event.path("at").stringValue("")),
                        !event.path("result").stringValue("").equals("pending"));
                if (ends.size() > REMEMBERED) {
                    ends.pollFirstEntry();
                }
                notifyAll();
            }
        } catch (JacksonException notAnEvent) {
            // The JVM may print something of its own.
            System.err.println(line);
        }
    }
}
