package dev.fermata.cli.exam;

import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.Signals;
import dev.fermata.cli.report.ReportOptions;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorStartException;
import dev.fermata.simulator.TimeDistribution;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code fermata exam}. */
@Command(
        name = "exam",
        sortOptions = false,
        description = {
            "Takes a client through one kind of trouble after another, and prints how well it waited.",
            "",
            "Starts a simulator and plays the parts of --list. Start your client by hand, or with --run. It submits jobs and waits"
                    + " for them, or it waits for the jobs of GET /status. What it does is logged to standard error; the report goes to"
                    + " standard output. Ctrl+C ends the exam, and the report is about the parts so far.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the exam is over",
            "1:no client came; with --fail-under: a client has a worse grade",
            "2:wrong usage",
            "74:a file or standard output takes nothing"
        })
public final class ExamCommand implements Callable<Integer> {

    private final Map<String, String> flags = new HashMap<>();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Where the simulator listens; 0 is any free port. Default: 8000.")
    private void port(String port) {
        flags.put("--port", port);
    }

    @Option(names = "--host", paramLabel = "NAME", description = "The name or address for it. Default: localhost.")
    private void host(String host) {
        flags.put("--host", host);
    }

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description =
                    "Starts a client with 'sh -c', again and again, one job each time. It finds the simulator's address in"
                            + " the variable FERMATA_URL. What it prints goes to standard error.")
    private @Nullable String run;

    @Option(
            names = "--part",
            paramLabel = "NAME",
            converter = PartConverter.class,
            description = "Plays only this part. Can be given several times. Default: all.")
    private List<ExamPart> parts = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "4",
            description = "A part is over when clients have seen this many jobs end in it. Default: 4.")
    private int jobs;

    @Option(
            names = "--time-limit",
            paramLabel = "DURATION",
            defaultValue = "2m",
            description = "How long a part may take at most, in real time. Default: 2m.")
    private String limit = "";

    @Option(
            names = "--speed",
            paramLabel = "N",
            description =
                    "How many times as fast as real time the simulator's clock runs. More than 1 is for a client whose own"
                            + " pauses are as many times shorter: for others, some rules pass that should not. Default: 1.")
    private void speed(String speed) {
        flags.put("--speed", speed);
    }

    @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same jobs. Default: random.")
    private void seed(String seed) {
        flags.put("--seed", seed);
    }

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(names = "--list", description = "Prints the parts and what each one tests, and starts nothing.")
    private boolean list;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Stream.of(ExamPart.values()).forEach(part -> out.printf(Locale.ROOT, "%-10s%s%n", part, part.sentence()));
            out.flush();
            return ExitCode.COMPLETED;
        }
        // Each part has a line of its own, which says more than those of the simulator.
        System.setProperty("org.slf4j.simpleLogger.log.dev.fermata.simulator.Simulator", "warn");
        Exam.Plan plan = plan();
        CountDownLatch stop = new CountDownLatch(1);
        Stream.of("INT", "TERM", "HUP").forEach(signal -> Signals.on(signal, stop::countDown));
        try (Simulator simulator = start()) {
            new Exam(simulator, plan, stop).take();
            int code = report.print(simulator.report(), out);
            return simulator.report().clients().isEmpty() ? ExitCode.ERROR : code;
        } catch (IOException notStarted) {
            throw wrong("--run: " + notStarted.getMessage());
        }
    }

    private Exam.Plan plan() {
        if (jobs < 1) {
            throw wrong("--jobs is " + jobs + "; allowed is a whole number, 1 or more");
        }
        try {
            Duration longest = TimeDistribution.parseDuration(limit);
            if (longest.isZero()) {
                throw wrong("--time-limit is " + limit + "; allowed is more than zero");
            }
            return new Exam.Plan(parts.isEmpty() ? List.of(ExamPart.values()) : parts, jobs, longest, run);
        } catch (IllegalArgumentException notOne) {
            throw wrong("--time-limit: " + notOne.getMessage());
        }
    }

    private Simulator start() {
        try {
            return Simulator.builder()
                    .settings(flags, Map.of())
                    .scenario(ExamPart.CALM.scenario())
                    .start();
        } catch (ScenarioException | SimulatorStartException notAllowed) {
            throw wrong(String.valueOf(notAllowed.getMessage()));
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** Picocli would list the names of the constants, which are in capitals. */
    static final class PartConverter implements ITypeConverter<ExamPart> {
        @Override
        public ExamPart convert(String text) {
            return Stream.of(ExamPart.values())
                    .filter(part -> part.toString().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no part; allowed are "
                            + Stream.of(ExamPart.values())
                                    .map(ExamPart::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
