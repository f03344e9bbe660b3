package dev.fermata.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

    final Process process;
    /** One for all: a new one would complete a moment later, also for a process that has ended. */
    final CompletableFuture<Process> ended;
    /** What the server says when it is ready. */
    final CompletableFuture<JsonNode> listening = new CompletableFuture<>();
    /** Each change of state of {@code GET /status}, and whether a job ended by it. */
    private final NavigableMap<Instant, Boolean> changes = new ConcurrentSkipListMap<>();
    /** Completes with the next one. Get it before the state, so that no change is missed. */
    final AtomicReference<CompletableFuture<Void>> change = new AtomicReference<>(new CompletableFuture<>());

    ServerProcess() throws IOException {
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
        // The clients wait in real time, whatever the environment says.
        command.addAll(
                List.of(ServeArguments.COMMAND, ServeArguments.JSON, ServeArguments.UNTIL_INPUT_ENDS, "--speed", "1"));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ended = process.onExit();
        Thread reader = new Thread(this::readEvents, "server-events");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether a wait would see nothing but the end of a job that is over. */
    boolean isOver() {
        Map.@Nullable Entry<Instant, Boolean> last = changes.lastEntry();
        return last != null && last.getValue();
    }

    /** When the job ended that a client saw ended at that moment; empty if it had not, or if the server does not say so in time. */
    Optional<Instant> jobEnd(Instant seen) {
        // The server's event may come a while after its response.
        CompletableFuture<?> late = new CompletableFuture<>().completeOnTimeout(null, 500, TimeUnit.MILLISECONDS);
        for (var next = change.get(); !late.isDone(); next = change.get()) {
            Map.@Nullable Entry<Instant, Boolean> last = changes.floorEntry(seen);
            if (last != null && last.getValue()) {
                return Optional.of(last.getKey());
            }
            CompletableFuture.anyOf(next, late).join();
        }
        return Optional.empty();
    }

    /** Stops the server: by its input's end, or by force if that takes too long. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        // The server promises to stop within two seconds.
        ended.completeOnTimeout(process, 3, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }

    private void readEvents() {
        try {
            process.inputReader(StandardCharsets.UTF_8).lines().forEach(this::read);
        } catch (UncheckedIOException broken) {
            // The server has ended.
        }
    }

    private void read(String line) {
        try {
            JsonNode event = JsonMapper.shared().readTree(line);
            if (event.has("url")) {
                listening.complete(event);
            } else if (event.has("at")) {
                boolean over = !event.path("result").stringValue("").equals("pending");
                changes.put(Instant.parse(event.path("at").stringValue("")), over);
                if (changes.size() > REMEMBERED) {
                    changes.pollFirstEntry();
                }
                change.getAndSet(new CompletableFuture<>()).complete(null);
            }
        } catch (JacksonException notAnEvent) {
            // The JVM may print something of its own.
            System.err.println(line);
        }
    }
}
