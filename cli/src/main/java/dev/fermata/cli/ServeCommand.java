package dev.fermata.cli;

import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorStartException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fermata serve}. */
@Command(
        name = "serve",
        description = {
            "Starts a simulated translation server: many jobs under /v1/jobs, and GET /status, which says",
            "pending, completed or error.",
            "",
            "Ctrl+C or SIGTERM stops it. The log goes to standard error.",
            ""
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private final ServeSettings settings = new ServeSettings();

    @Option(names = "--json", description = "Also prints the start and every change of state as a line of JSON.")
    private boolean json;

    @Option(
            names = "--print-config",
            description = "Prints every setting and where it comes from, as a scenario file, and starts nothing.")
    private boolean printConfig;

    @Option(names = "--until-input-ends", hidden = true, description = "Stops when standard input ends.")
    private boolean untilInputEnds;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch stop = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        SimulatorBuilder builder = Simulator.builder();
        List<String> problems = settings.apply(System.getenv(), builder);
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", problems));
        }
        if (printConfig) {
            PrintedConfig.lines(settings.given(System.getenv()))
                    .forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            return 0;
        }
        Signals.on("INT", stop::countDown);
        Signals.on("TERM", stop::countDown);
        ServerEvents events = new ServerEvents(spec.commandLine().getOut());
        if (json) {
            builder.statusListener(events::changed);
        }
        try (Simulator simulator = builder.start()) {
            if (json) {
                events.listening(simulator);
            }
            if (untilInputEnds) {
                stopWhenInputEnds();
            }
            stop.await();
        } catch (SimulatorStartException notStarted) {
            spec.commandLine().getErr().println("fermata serve: " + notStarted.getMessage());
            return ExitCode.USAGE;
        }
        return 0;
    }

    /** Whoever holds the other end of the pipe may be killed without a chance to tell; the pipe tells. */
    private void stopWhenInputEnds() {
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
