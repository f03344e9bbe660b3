package dev.fermata.cli;

import dev.fermata.client.Outcome;
import dev.fermata.client.PollEvent;
import dev.fermata.client.RequestRejectedException;
import dev.fermata.client.Status;
import dev.fermata.client.StatusClient;
import dev.fermata.client.StatusResult;
import dev.fermata.client.WaitListener;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fermata demo}: the integration run, a server in a process of its own and a client that waits for its jobs. */
@Command(
        name = "demo",
        description = {
            "Starts a server as a process of its own, with the settings of the environment, and waits for its jobs, one"
                    + " after another, logging every poll.",
            "",
            "Ctrl+C stops the waiting and prints a summary; Ctrl+C again stops the server.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger("demo");
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    @Option(names = "--cycles", paramLabel = "N", description = "Ends by itself after this many waits. Default: never.")
    private String cycles = "" + Integer.MAX_VALUE;

    @Spec
    private CommandSpec spec;

    private final CompletableFuture<Void> stopWaiting = new CompletableFuture<>();
    private final CompletableFuture<Void> stopServer = new CompletableFuture<>();

    @Override
    public Integer call() throws IOException {
        if (!cycles.matches("0*[1-9]\\d{0,9}") || Long.parseLong(cycles) > Integer.MAX_VALUE) {
            throw new ParameterException(
                    spec.commandLine(), "--cycles is '" + cycles + "'; allowed is a whole number, 1 or more");
        }
        List<String> problems = new ServeSettings(Map.of()).apply(System.getenv(), Simulator.builder());
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", problems));
        }
        AtomicInteger interrupts = new AtomicInteger();
        Signals.on("INT", () -> {
            // The first ends the waiting, the second the server.
            (interrupts.getAndIncrement() == 0 ? stopWaiting : stopServer).complete(null);
        });
        Signals.on("TERM", () -> {
            stopServer.complete(null);
            stopWaiting.complete(null);
        });
        try (ServerProcess server = ServerProcess.start()) {
            server.ended().thenRun(() -> stopWaiting.complete(null));
            CompletableFuture.anyOf(server.url(), stopWaiting).join();
            Optional<URI> url = server.url().getNow(Optional.empty());
            if (url.isEmpty()) {
                return interrupts.get() > 0 || stopServer.isDone() ? 0 : server.exitCode();
            }
            DemoSummary summary = new DemoSummary();
            waitForJobs(server, url.get(), Integer.parseInt(cycles), summary);
            summary.lines().forEach(LOG::info);
            if (server.hasEnded()) {
                LOG.error("the server ended by itself, with exit code {}", server.exitCode());
                return ExitCode.ERROR;
            }
            keepServing(server, url.get(), interrupts.get() > 0);
        }
        return 0;
    }

    private void waitForJobs(ServerProcess server, URI url, int cycles, DemoSummary summary) {
        Reporter reporter = new Reporter(new PollLog("demo"), summary, new Semaphore(0));
        try (StatusClient client = StatusClient.builder(url).listener(reporter).build()) {
            for (int cycle = 1; cycle <= cycles && !stopWaiting.isDone(); cycle++) {
                if (cycle > 1 && stoppedWithin(PAUSE)) {
                    return;
                }
                LOG.info("wait {} begins", cycle);
                summary.begun();
                waitOnce(client).ifPresent(result -> {
                    Instant known = Instant.now();
                    boolean ended = result.status() != Status.TIMEOUT;
                    Optional<ServerProcess.JobEnd> end = ended ? server.jobEnd(known) : Optional.empty();
                    reporter.ended().acquireUninterruptibly();
                    LOG.info("{}", summary.add(result, known, end));
                });
            }
        }
    }

    /**
     * Logs and counts the polls.
     *
     * @param ended has a permit for each wait that ended, once its polls are logged: the outcome comes after them
     */
    private record Reporter(PollLog log, DemoSummary summary, Semaphore ended) implements WaitListener {

        @Override
        public void onPollAnswered(PollEvent event) {
            log.accept(event);
            summary.polled();
        }

        @Override
        public void onPollFailed(PollEvent event) {
            onPollAnswered(event);
        }

        @Override
        public void onWaitEnded(Outcome outcome) {
            ended.release();
        }
    }

    /** Empty if it was stopped. */
    private Optional<StatusResult> waitOnce(StatusClient client) {
        CompletableFuture<StatusResult> wait = client.getStatusAsync(MAX_WAIT);
        try {
            CompletableFuture.anyOf(wait, stopWaiting).join();
            return wait.isDone() ? Optional.of(wait.join()) : Optional.empty();
        } catch (CompletionException ended) {
            if (ended.getCause() instanceof RequestRejectedException rejected) {
                LOG.error("{}", rejected.getMessage());
                stopWaiting.complete(null);
                return Optional.empty();
            }
            throw ended;
        } finally {
            wait.cancel(true);
        }
    }

    private boolean stoppedWithin(Duration pause) {
        CompletableFuture<Void> over =
                new CompletableFuture<Void>().completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture.anyOf(over, stopWaiting).join();
        return stopWaiting.isDone();
    }

    private void keepServing(ServerProcess server, URI url, boolean interrupted) {
        if (interrupted && !stopServer.isDone()) {
            LOG.info("the server is still running at {}; press Ctrl+C again to stop it", url);
            CompletableFuture.anyOf(stopServer, server.ended()).join();
        }
    }
}
