package dev.fermata.cli;

import dev.fermata.client.PollEvent;
import dev.fermata.client.Waiter;
import dev.fermata.client.WaiterBuilder;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.simulator.TimeDistribution;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code fermata wait}. */
@Command(
        name = "wait",
        abbreviateSynopsis = true,
        sortOptions = false,
        description = {
            "Waits for one job or for many, of any server, and prints how each wait ended: completed, error (failed), canceled,"
                    + " timeout, refused or unreachable.",
            "",
            "For one job, standard output gets the word alone; for several, a line for each job as it ends, with its id first."
                    + " The variables HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY set proxies.",
            ""
        },
        exitCodeListHeading = "%nExit codes; of several jobs, the highest counts:%n",
        exitCodeList = {
            "0:completed",
            "1:error, failed or canceled: the server said so",
            "2:wrong usage",
            "3:refused: the server rejected the requests, such as with 401, or with 404 when the time was up",
            "4:timeout; the server last said that the job goes on",
            "5:timeout or unreachable: there was no valid answer, or none since some time, also to the last request",
            "74:standard output takes nothing",
            "130:interrupted by Ctrl+C",
            "143:ended by SIGTERM"
        })
final class WaitCommand implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    /** As the small system's client polls until it has seen a job end. */
    private static final PollSchedule BACKOFF =
            PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15), Duration.ofSeconds(1));

    @Mixin
    private JobOptions jobs = new JobOptions();

    @Mixin
    private Credentials credentials = new Credentials();

    @Option(
            names = "--max-wait",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to wait, such as 60s, 1m30s, 500ms or 2.5. Default: ${DEFAULT-VALUE}.")
    private Duration limit = LONGEST;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "How much later you may know of an end if that saves a request. Default: ${DEFAULT-VALUE}.")
    private Duration patience = LONGEST;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Keeps how long jobs took in this file, and polls when they should be done.")
    private @Nullable String history;

    @Option(
            names = "--max-answer-bytes",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description =
                    "How long a response may be. The wait ends after several longer ones. Default: ${DEFAULT-VALUE}.")
    private int maxAnswerBytes;

    @Option(
            names = "--json",
            description = "Prints for each job a line with an object: result, exit_code, polls, elapsed, and more.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Logs every poll to standard error.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (maxAnswerBytes < 1) {
            throw usage("--max-answer-bytes is " + maxAnswerBytes + "; allowed is 1 to " + Integer.MAX_VALUE);
        }
        try {
            JobOptions.Target target = jobs.target();
            DurationHistory durations =
                    history == null ? DurationHistory.inMemory() : DurationHistory.file(HistoryFile.checked(history));
            return await(target, durations);
        } catch (IllegalArgumentException wrong) {
            String problem = String.valueOf(wrong.getMessage());
            throw usage(problem.startsWith("server URL") ? "--url: " + problem : problem);
        }
    }

    private int await(JobOptions.Target target, DurationHistory durations) throws InterruptedException {
        EnvironmentProxy.of(System.getenv(), target.server()).ifPresent(proxy -> {
            proxy.install();
            credentials.useProxy(proxy);
        });
        try (LiveLine live = LiveLine.start(!verbose, limit, target.ids().size());
                Waiter waiter = waiter(target, durations)) {
            Consumer<PollEvent> polls = verbose ? new PollLog("wait") : live;
            List<CompletableFuture<Integer>> codes = new ArrayList<>();
            for (String id : target.ids()) {
                WaitFollower follower = new WaitFollower(target, id, limit, polls);
                codes.add(follower.follow(waiter).thenApply(report -> print(report, live)));
            }
            return worst(codes);
        }
    }

    /** Waits for all, so that each job gets its line. */
    private static int worst(List<CompletableFuture<Integer>> codes) throws InterruptedException {
        int worst = 0;
        Throwable bug = null;
        for (CompletableFuture<Integer> code : codes) {
            try {
                worst = Math.max(worst, code.get());
            } catch (ExecutionException broken) {
                if (broken.getCause() instanceof UncheckedIOException nobodyReads) {
                    throw nobodyReads;
                }
                bug = broken.getCause();
            }
        }
        if (bug != null) {
            throw new IllegalStateException(bug);
        }
        return worst;
    }

    private Waiter waiter(JobOptions.Target target, DurationHistory durations) {
        WaiterBuilder builder = Waiter.builder(target.backend())
                .headers(credentials)
                .patience(patience)
                .history(durations)
                // A short wait tells a wrong id, too.
                .notFoundGrace(limit.compareTo(LONGEST_GRACE.multipliedBy(2)) < 0 ? limit.dividedBy(2) : LONGEST_GRACE)
                .maxAnswerBytes(maxAnswerBytes);
        Supplier<String> token = credentials.token();
        if (token != null) {
            builder.token(token);
        }
        if (target.kind() == JobOptions.Kind.STATUS) {
            // The one job of GET /status is there from the start, and it is polled as the small system's client does.
            builder.notFoundGrace(Duration.ZERO)
                    .hold(Duration.ZERO)
                    .schedule(PollSchedule.adaptive(patience, durations, BACKOFF));
        }
        return builder.build();
    }

    /** Prints when the live line is out of the way, so that the result is alone on its line. */
    private int print(WaitReport report, LiveLine live) {
        live.above(() -> {
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? report.json() : report.text());
            out.flush();
            if (!report.problem().isEmpty()) {
                explain(report.explanation());
            }
            if (out.checkError() || System.out.checkError()) {
                throw new UncheckedIOException("standard output takes nothing", new IOException());
            }
        });
        return report.exitCode();
    }

    private void explain(String problem) {
        spec.commandLine().getErr().println("fermata wait: " + problem.replace("maxAnswerBytes", "--max-answer-bytes"));
        spec.commandLine().getErr().flush();
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** More than zero and at most a year. */
    static final class DurationConverter implements ITypeConverter<Duration> {

        private static final String BOUNDS = "more than 0 and at most " + LONGEST.toDays() + " days";

        @Override
        public Duration convert(String text) {
            Duration duration;
            try {
                duration = TimeDistribution.parseDuration(text);
            } catch (IllegalArgumentException notAllowed) {
                // The bounds of a simulator are others.
                throw new TypeConversionException(
                        String.valueOf(notAllowed.getMessage()).replaceFirst("at most \\d+ days$", BOUNDS));
            }
            if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
                throw new TypeConversionException("'" + text + "' is too short or too long; allowed is " + BOUNDS);
            }
            return duration;
        }
    }
}
