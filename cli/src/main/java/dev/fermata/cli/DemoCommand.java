package dev.fermata.cli;

import dev.fermata.client.Outcome;
import dev.fermata.client.PollEvent;
import dev.fermata.client.RequestRejectedException;
import dev.fermata.client.Status;
import dev.fermata.client.StatusClient;
import dev.fermata.client.StatusResult;
import dev.fermata.client.WaitListener;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fermata demo}: a server in a process of its own, and a client that waits for its jobs. */
@Command(
        name = "demo",
        description = {
            "Shows both halves at work: starts a server and waits for its jobs.",
            "",
            "The server is a process of its own and takes its settings from the environment. Every poll is"
                    + " logged. Ctrl+C stops the waiting and prints a summary; Ctrl+C again stops the server.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger("demo");
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    @Option(names = "--cycles", paramLabel = "N", description = "Ends after this many waits. Default: never.")
    private int cycles = Integer.MAX_VALUE;

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
        Signals.on("INT", () -> {
            if (!stopWaiting.complete(null)) {
                stopServer.complete(null);
            }
        });
        Signals.on("TERM", () -> {
            stopServer.complete(null);
            stopWaiting.complete(null);
        });
        try (ServerProcess server = ServerProcess.start()) {
            CompletableFuture.anyOf(server.url(), stopWaiting).join();
            Optional<URI> url = server.url().getNow(Optional.empty());
            return url.isPresent() ? run(server, url.get()) : stopWaiting.isDone() ? 0 : server.exitCode();
        }
    }

    private int run(ServerProcess server, URI url) {
        DemoSummary summary = new DemoSummary();
        waitForJobs(server, url, summary);
        summary.lines().forEach(LOG::info);
        if (server.ended().isDone()) {
            LOG.error("the server ended by itself, with exit code {}", server.exitCode());
            return ExitCode.ERROR;
        }
        if (stopWaiting.isDone() && !stopServer.isDone()) {
            LOG.info("the server is still running at {}; press Ctrl+C again to stop it", url);
            CompletableFuture.anyOf(stopServer, server.ended()).join();
        }
        return 0;
    }

    private void waitForJobs(ServerProcess server, URI url, DemoSummary summary) {
        CompletableFuture<Object> stop = CompletableFuture.anyOf(stopWaiting, server.ended());
        // A permit for each wait that ended, once its polls are logged: its outcome comes after them.
        Semaphore logged = new Semaphore(0);
        try (StatusClient client =
                StatusClient.builder(url).listener(listener(summary, logged)).build()) {
            for (int cycle = 1; cycle <= cycles && !stop.isDone(); cycle++) {
                LOG.info("wait {} begins", cycle);
                summary.begun();
                CompletableFuture<StatusResult> wait = client.getStatusAsync(MAX_WAIT);
                CompletableFuture.anyOf(wait, stop).join();
                if (wait.isDone()) {
                    Instant known = Instant.now();
                    StatusResult result = wait.join();
                    logged.acquireUninterruptibly();
                    boolean ended = result.status() != Status.TIMEOUT;
                    LOG.info("{}", summary.add(result, known, ended ? server.jobEnd(known) : Optional.empty()));
                }
                wait.cancel(true);
                if (cycle < cycles) {
                    CompletableFuture.anyOf(stop, after(PAUSE)).join();
                }
            }
        } catch (CompletionException ended) {
            if (!(ended.getCause() instanceof RequestRejectedException rejected)) {
                throw ended;
            }
            LOG.error("{}", rejected.getMessage());
        }
    }

    private static WaitListener listener(DemoSummary summary, Semaphore logged) {
        PollLog log = new PollLog("demo");
        return new WaitListener() {
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
                logged.release();
            }
        };
    }

    private static CompletableFuture<Void> after(Duration pause) {
        return new CompletableFuture<Void>().completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
