package dev.fermata.cli;

import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorStartException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** {@code fermata serve}, once it is known how: a simulator that runs until it is told to stop. */
final class Server implements AutoCloseable {

    /** Somebody may be about to ask over a connection that is open: to be cut off would look like a crash. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private final CountDownLatch stop;
    private final Simulator simulator;

    private Server(CountDownLatch stop, Simulator simulator) {
        this.stop = stop;
        this.simulator = simulator;
    }

    /** Starts it, runs it, and returns the exit code. */
    static int run(SimulatorBuilder builder, ServeArguments arguments) throws InterruptedException {
        try (Server server = start(builder, arguments)) {
            server.stop.await();
            return 0;
        } catch (SimulatorStartException notStarted) {
            System.err.println("fermata serve: " + notStarted.getMessage());
            return ExitCode.USAGE;
        }
    }

    /** From here on a signal stops {@link #run}, not the process. */
    static Server start(SimulatorBuilder builder, ServeArguments arguments) {
        CountDownLatch stop = new CountDownLatch(1);
        Signals.on("INT", stop::countDown);
        Signals.on("TERM", stop::countDown);
        Simulator simulator = arguments.json() ? startTelling(builder) : builder.start();
        if (arguments.untilInputEnds()) {
            stopWhenInputEnds(stop);
        }
        return new Server(stop, simulator);
    }

    private static Simulator startTelling(SimulatorBuilder builder) {
        ServerEvents events = new ServerEvents(new PrintWriter(System.out));
        Simulator simulator = builder.statusListener(events::changed).start();
        events.listening(simulator);
        return simulator;
    }

    URI uri() {
        return simulator.uri();
    }

    @Override
    public void close() {
        simulator.close(LINGER);
    }

    /** Whoever holds the other end of the pipe may be killed without a chance to tell; the pipe tells. */
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
}
