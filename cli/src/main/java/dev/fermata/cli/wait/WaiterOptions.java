package dev.fermata.cli.wait;

import dev.fermata.cli.console.TlsOptions;
import dev.fermata.client.Waiter;
import dev.fermata.client.WaiterBuilder;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.simulator.TimeDistribution;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command waits, and what it prints. */
final class WaiterOptions {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    /** As the small system's client polls until it has seen a job end. */
    private static final PollSchedule BACKOFF =
            PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15), Duration.ofSeconds(1));

    @Mixin
    private Credentials credentials = new Credentials();

    @Mixin
    private TlsOptions tls = new TlsOptions();

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

    Credentials credentials() {
        return credentials;
    }

    Duration limit() {
        return limit;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    /** @throws IllegalArgumentException if an option has a value that is not allowed */
    WaiterBuilder builder(JobOptions.Target target, Map<String, String> environment) {
        if (maxAnswerBytes < 1) {
            throw new IllegalArgumentException(
                    "--max-answer-bytes is " + maxAnswerBytes + "; allowed is 1 to " + Integer.MAX_VALUE);
        }
        tls.install();
        useProxy(environment, target.server());
        DurationHistory durations =
                history == null ? DurationHistory.inMemory() : DurationHistory.file(HistoryFile.checked(history));
        WaiterBuilder builder = Waiter.builder(target.backend())
                .patience(patience)
                .history(durations)
                // A short wait tells a wrong id, too.
                .notFoundGrace(limit.compareTo(LONGEST_GRACE.multipliedBy(2)) < 0 ? limit.dividedBy(2) : LONGEST_GRACE)
                .maxAnswerBytes(maxAnswerBytes);
        credentials.addTo(builder);
        if (target.isStatus()) {
            // The one job of GET /status is there from the start, and it is polled as the small system's client does.
            builder.notFoundGrace(Duration.ZERO)
                    .hold(Duration.ZERO)
                    .schedule(PollSchedule.adaptive(patience, durations, BACKOFF));
        }
        return builder;
    }

    private void useProxy(Map<String, String> environment, URI server) {
        EnvironmentProxy.of(environment, server).ifPresent(proxy -> {
            proxy.install();
            credentials.useProxy(proxy);
        });
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
