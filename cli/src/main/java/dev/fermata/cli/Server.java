package dev.fermata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.Signals;
import dev.fermata.cli.console.StandardOutput;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorStartException;
import dev.fermata.simulator.StatusChange;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A simulator that runs until the process is to stop. */
final class Server implements AutoCloseable {

    /** A client may be about to send a request over an open connection; if it were cut off, that would look like a crash. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private static final Duration LONGEST_CLOSE = Duration.ofMillis(1_950);

    private final CountDownLatch stop;
    private final Simulator simulator;

    private Server(CountDownLatch stop, Simulator simulator) {
        this.stop = stop;
        this.simulator = simulator;
    }

    /** Starts the server, waits for its end, and returns the exit code. */
    static int run(SimulatorBuilder builder, boolean json, boolean untilInputEnds) throws InterruptedException {
        HeapFull.haltOnUncaught();
        try (Server server = start(builder, json)) {
            if (untilInputEnds) {
                stopWhenInputEnds(server.stop);
            }
            server.simulator.termination().whenComplete((closed, failed) -> HeapFull.haltIf(failed));
            server.stop.await();
            haltIfItTakesTooLong();
            return 0;
        } catch (SimulatorStartException | ScenarioException notStarted) {
            // One is found out at the start: that a path, a name or a route does not go with the others.
            String.valueOf(notStarted.getMessage())
                    .lines()
                    .forEach(problem -> System.err.println("fermata serve: " + problem));
            return ExitCode.USAGE;
        } catch (OutOfMemoryError full) {
            HeapFull.haltIf(full);
            throw full;
        }
    }

    /** Closing takes less than two seconds, unless something is broken. */
    private static void haltIfItTakesTooLong() {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> Runtime.getRuntime().halt(ExitCode.BUG));
    }

    /** From here on a signal stops {@link #run}, not the process. */
    static Server start(SimulatorBuilder builder, boolean json) {
        CountDownLatch stop = new CountDownLatch(1);
        Signals.on("INT", stop::countDown);
        Signals.on("TERM", stop::countDown);
        Signals.on("HUP", stop::countDown);
        return new Server(stop, json ? new Events().start(builder) : builder.start());
    }

    URI uri() {
        return simulator.uri();
    }

    @Override
    public void close() {
        simulator.close(LINGER);
    }

    /** A process that holds the other end of the pipe may be killed without a chance to say so; then the pipe ends. */
    private static void stopWhenInputEnds(CountDownLatch stop) {
        Thread reader = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException broken) {
                // As good as an end.
            }
            stop.countDown();
        });
        reader.setDaemon(true);
        reader.start();
    }

    /** Prints what happens as lines of JSON, which {@code fermata demo} reads. The start comes first; changes wait for it. */
    private static final class Events {

        /** Not System.out, which keeps it to itself if nobody takes what it prints. */
        private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

        private final List<ObjectNode> early = new ArrayList<>();
        private boolean listening;
        private boolean lost;

        synchronized Simulator start(SimulatorBuilder builder) {
            Simulator simulator = builder.statusListener(this::changed).start();
            ObjectNode listening = event("listening")
                    .put("url", simulator.uri().toString())
                    .put("seed", simulator.seed())
                    .put("reset_interval", simulator.scenario().settings().get("status.reset_interval"));
            simulator.tlsUri().ifPresent(uri -> listening.put("tls_url", uri.toString()));
            simulator.tlsCertificate().ifPresent(file -> listening.put("tls_certificate", file.toString()));
            print(listening);
            early.forEach(this::print);
            this.listening = true;
            return simulator;
        }

        private synchronized void changed(StatusChange change) {
            ObjectNode event = event("change")
                    .put("at", change.at().toString())
                    .put("job", change.job())
                    .put("result", change.result());
            if (listening) {
                print(event);
            } else {
                early.add(event);
            }
        }

        private static ObjectNode event(String name) {
            return JsonMapper.shared().createObjectNode().put("event", name);
        }

        /** The server is there for its clients: it goes on without a reader, and says so once. */
        private void print(ObjectNode event) {
            if (lost) {
                return;
            }
            try {
                out.write((event + System.lineSeparator()).getBytes(UTF_8));
            } catch (IOException notTaken) {
                lost = true;
                System.err.println(
                        "fermata serve: " + StandardOutput.NOT_TAKEN + "; the server goes on without --json");
            }
        }
    }
}
