package dev.fermata.cli;

import dev.fermata.client.RequestRejectedException;
import dev.fermata.client.StatusClient;
import dev.fermata.client.StatusClientBuilder;
import dev.fermata.client.StatusResult;
import dev.fermata.client.WaitListener;
import dev.fermata.simulator.TimeDistribution;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code fermata wait}. */
@Command(
        name = "wait",
        description = {
            "Waits for the job of a status server, and prints how the wait ended: completed, error or timeout.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:completed",
            "1:error: the server said so",
            "2:wrong usage",
            "3:refused: the server answered 401 or 403",
            "4:timed out; the job was still pending",
            "5:no valid answer: unreachable, not a status server, or responses too long"
        })
final class WaitCommand implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofDays(365);

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://localhost:8000",
            description = "The server; /status is added unless it is there. Default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(
            names = "--max-wait",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to wait, such as 60s, 1m30s, 500ms or 2.5. Default: ${DEFAULT-VALUE}.")
    private Duration limit = LONGEST;

    @Option(
            names = "--max-answer-bytes",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description =
                    "How long a response may be. The wait ends after several longer ones. Default: ${DEFAULT-VALUE}.")
    private int maxAnswerBytes;

    @Option(names = "--json", description = "Prints an object with result, polls and elapsed instead of the word.")
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
            return report(await(builder().maxAnswerBytes(maxAnswerBytes)));
        } catch (RequestRejectedException rejected) {
            return report(rejected);
        }
    }

    /** Returns when the live line is gone, so that the result is alone on its line. */
    private StatusResult await(StatusClientBuilder builder) throws InterruptedException {
        try (LiveLine live = LiveLine.start(!verbose, limit);
                StatusClient client = builder.listener(WaitListener.onPolls(verbose ? new PollLog("wait") : live))
                        .build()) {
            return client.getStatus(limit);
        }
    }

    private StatusClientBuilder builder() {
        // No message repeats the URL: it may hold a password.
        try {
            return StatusClient.builder(new URI(url));
        } catch (URISyntaxException unreadable) {
            throw usage("--url cannot be read: " + unreadable.getReason() + " at index " + unreadable.getIndex()
                    + "; allowed is an address such as http://localhost:8000");
        } catch (IllegalArgumentException notAServer) {
            throw usage("--url: " + notAServer.getMessage());
        }
    }

    private int report(StatusResult result) {
        String problem = result.lastProblem().orElse("the server never answered");
        print(
                result.toString(),
                result.polls(),
                result.elapsed(),
                result.lastProblem().orElse(""));
        return switch (result.status()) {
            case COMPLETED -> ExitCode.COMPLETED;
            case ERROR -> ExitCode.ERROR;
            case TIMEOUT -> {
                if (result.answers() > 0) {
                    yield ExitCode.TIMED_OUT;
                }
                explain("no valid answer within " + PollLog.seconds(limit) + ": " + problem);
                yield ExitCode.NO_ANSWER;
            }
        };
    }

    /** Wrong credentials and a wrong address are mended in different ways, so a script can tell them apart. */
    private int report(RequestRejectedException rejected) {
        boolean credentials = rejected.statusCode() == 401 || rejected.statusCode() == 403;
        String problem = String.valueOf(rejected.getMessage());
        print(credentials ? "refused" : "timeout", rejected.polls(), rejected.elapsed(), problem);
        explain(problem);
        return credentials ? ExitCode.REFUSED : ExitCode.NO_ANSWER;
    }

    private void print(String word, int polls, Duration elapsed, String problem) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode object = JsonMapper.shared().createObjectNode();
            object.put("result", word).put("polls", polls).put("elapsed", elapsed.toMillis() / 1000.0);
            if (!problem.isEmpty()) {
                object.put("problem", problem);
            }
            out.println(JsonMapper.shared().writeValueAsString(object));
        } else {
            out.println(word);
        }
        if (out.checkError() || System.out.checkError()) {
            throw new UncheckedIOException("standard output takes nothing", new IOException());
        }
    }

    private void explain(String problem) {
        spec.commandLine().getErr().println("fermata wait: " + problem.replace("maxAnswerBytes", "--max-answer-bytes"));
    }

    /** More than zero and at most a year. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                Duration duration = TimeDistribution.parseDuration(text);
                if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
                    throw new TypeConversionException(
                            "'" + text + "' is too short or too long; allowed is more than 0 and at most 365 days");
                }
                return duration;
            } catch (IllegalArgumentException notAllowed) {
                throw new TypeConversionException(notAllowed.getMessage());
            }
        }
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
