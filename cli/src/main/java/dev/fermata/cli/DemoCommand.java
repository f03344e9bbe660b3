package dev.fermata.cli;

import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.OutputFile;
import dev.fermata.cli.console.Signals;
import dev.fermata.client.StatusClient;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.FermataSubmission;
import dev.fermata.client.schedule.PollSchedule;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code fermata demo}: a server in a process of its own, and three clients that wait for its jobs. */
@Command(
        name = "demo",
        description = {
            "Shows both halves at work: starts a server and waits for its jobs in three ways.",
            "",
            "'held' waits for a job of /v1, where the server holds the request until the job has ended. Then 'small' and 'learned'"
                    + " wait for the same jobs of GET /status: 'small' polls with exponential backoff, 'learned' polls when"
                    + " jobs were done before.",
            "",
            "The server is a process of its own and takes its settings from the environment, such as PORT and"
                    + " TOTAL_DELAY_SECONDS, but not SPEED: the demo runs in real time. Every poll is logged. Ctrl+C stops the waiting and prints a summary, and"
                    + " what 'small' and 'learned' paid for the same jobs; Ctrl+C again stops the server.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the demo is over",
            "1:the server ended by itself",
            "2:wrong usage, or the server cannot start",
            "74:the file or standard output takes nothing"
        })
final class DemoCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger("demo");
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    @Option(
            names = "--cycles",
            paramLabel = "N",
            description = "Ends after this many jobs of GET /status. Default: never.")
    private int cycles = Integer.MAX_VALUE;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            converter = OutputFile.Converter.class,
            description = "Writes the last waits of 'small' and 'learned' to a file as a picture.")
    private @Nullable OutputFile svg;

    @Spec
    private CommandSpec spec;

    private final CompletableFuture<Void> stopWaiting = new CompletableFuture<>();
    private final CompletableFuture<Void> stopServer = new CompletableFuture<>();

    @Override
    public Integer call() throws IOException {
        if (cycles < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--cycles is " + cycles + "; allowed is a whole number, 1 or more");
        }
        ServeCommand.builder(Map.of(), spec); // Refuses bad settings before a process is started.
        Signals.on("INT", () -> (stopWaiting.isDone() ? stopServer : stopWaiting).complete(null));
        Signals.on("TERM", () -> List.of(stopServer, stopWaiting).forEach(stop -> stop.complete(null)));
        try (ServerProcess server = new ServerProcess()) {
            CompletableFuture.anyOf(server.listening, server.ended, stopWaiting).join();
            if (server.listening.isDone()) {
                return run(server, server.listening.join());
            }
            if (stopWaiting.isDone()) {
                return 0;
            }
            String hint = "the variables FERMATA_HOST and FERMATA_PORT say where it listens, such as: FERMATA_PORT=8001"
                    + " ./fermata demo";
            spec.commandLine().getErr().println("fermata demo: the server has not started; " + hint);
            return server.ended.join().exitValue();
        }
    }

    private int run(ServerProcess server, JsonNode listening) {
        URI url = URI.create(listening.path("url").stringValue());
        LOG.info("the server is process {} and logs as Simulator", server.process.pid());
        LOG.info("the clients are in this process and log as held, small and learned");
        DemoChart chart = new DemoChart();
        DemoClient held = new DemoClient("held", server, new DemoChart());
        DemoClient small = new DemoClient("small", server, chart);
        DemoClient learned = new DemoClient("learned", server, chart);
        server.ended.thenRun(() -> stopWaiting.complete(null));
        if (awaitHeldJob(url, held)) {
            awaitStatus(server, url, listening.path("reset_interval").stringValue(), small, learned);
        }
        List.of(held, small, learned).forEach(client -> LOG.info("summary: {}", client.summary()));
        compare(small, learned, chart);
        if (server.ended.isDone()) {
            LOG.error("the server ended by itself, with exit code {}", server.process.exitValue());
            return ExitCode.ERROR;
        }
        if (stopWaiting.isDone() && !stopServer.isDone()) {
            LOG.info("the server is still running at {}; press Ctrl+C again to stop it", url);
            CompletableFuture.anyOf(stopServer, server.ended).join();
        }
        return 0;
    }

    /** Prints what the two clients paid for the same jobs, and draws it. */
    private void compare(DemoClient small, DemoClient learned, DemoChart chart) {
        String table = small.hasSeenAJob() || learned.hasSeenAJob()
                ? String.join(System.lineSeparator(), DemoClient.HEAD, small.row(), learned.row())
                : "There is nothing to compare yet: no client has seen the end of a job of GET /status.";
        spec.commandLine().getOut().println(table);
        OutputFile file = svg;
        if (file != null && chart.isEmpty()) {
            LOG.info("there is nothing to draw yet, so {} is not written", file.path());
        } else if (file != null) {
            file.write(chart.svg());
            LOG.info("the picture is in {}", file.path());
        }
    }

    /** Whether to go on. */
    private boolean awaitHeldJob(URI url, DemoClient held) {
        FermataSubmission job = FermataSubmission.of(URI.create("https://example.com/talk.mp4"), "es")
                .withDuration(Duration.ofSeconds(1));
        try (Waiter waiter = Waiter.builder(Backend.fermata(url)).listener(held).build()) {
            CompletableFuture<Boolean> goesOn = held.begins("submits a job of 1 s to /v1/jobs and waits for it");
            waiter.submitAsync(job, UUID.randomUUID().toString(), MAX_WAIT)
                    .thenCompose(submitted -> waiter.awaitAsync(submitted.id(), MAX_WAIT))
                    .exceptionally(rejected -> {
                        LOG.error("{}", rejected.getMessage());
                        goesOn.complete(false);
                        return null;
                    });
            return goesOn(goesOn);
        }
    }

    private void awaitStatus(ServerProcess server, URI url, String reset, DemoClient small, DemoClient learned) {
        PollSchedule backoff =
                PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15), Duration.ofSeconds(1));
        try (StatusClient one = StatusClient.builder(url)
                        .schedule(backoff)
                        .listener(small)
                        .build();
                StatusClient other = StatusClient.builder(url).listener(learned).build()) {
            for (int cycle = 1; cycle <= cycles && awaitJob(server, reset, cycle); cycle++) {
                String begins = "wait " + cycle + " begins";
                List<CompletableFuture<Boolean>> both = List.of(small.begins(begins), learned.begins(begins));
                one.getStatusAsync(MAX_WAIT);
                other.getStatusAsync(MAX_WAIT);
                if (!both.stream().allMatch(this::goesOn)) {
                    return;
                }
            }
        }
    }

    /** A job that is over has nothing to compare: waits for the next one. Returns whether there is something to wait for. */
    private boolean awaitJob(ServerProcess server, String reset, int cycle) {
        if (!server.isOver()) {
            return true;
        }
        if (reset.equals("never")) {
            LOG.info("the job of GET /status is over, and there will be no other: RESET_INTERVAL_SECONDS is never");
            return cycle == 1;
        }
        LOG.info("the job of GET /status is over; wait {} begins with the next job, within {}", cycle, reset);
        for (var next = server.change.get(); server.isOver() && !stopWaiting.isDone(); next = server.change.get()) {
            CompletableFuture.anyOf(next, stopWaiting).join();
        }
        return !stopWaiting.isDone();
    }

    /** Waits for that; false if the waiting is to stop. */
    private boolean goesOn(CompletableFuture<Boolean> another) {
        CompletableFuture.anyOf(another, stopWaiting).join();
        return !stopWaiting.isDone() && another.join();
    }
}
