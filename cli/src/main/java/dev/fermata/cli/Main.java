package dev.fermata.cli;

import dev.fermata.cli.console.CommandEnvironment;
import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.StandardOutput;
import dev.fermata.cli.console.UsageErrors;
import dev.fermata.cli.exam.ExamCommand;
import dev.fermata.cli.report.ReportCommand;
import dev.fermata.cli.wait.SubmitCommand;
import dev.fermata.cli.wait.WaitCommand;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code fermata}: where the program starts. */
@Command(
        name = "fermata",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "A simulated translation backend, and a client that waits for one.",
        subcommands = {
            ServeCommand.class,
            WaitCommand.class,
            SubmitCommand.class,
            ReportCommand.class,
            ExamCommand.class,
            DemoCommand.class,
            HelpCommand.class,
            ManCommand.class,
            CompletionCommand.class,
            RehearseCommand.class
        })
final class Main implements Runnable, CommandEnvironment {

    private static final String[] EXAMPLES = {
        "  fermata demo --cycles 1       see both halves at work",
        "  fermata serve --port 9000     a server of your own",
        "  fermata wait --max-wait 2m    wait for its job",
        "  fermata wait heygen ID        wait for a job of a vendor",
        "  fermata report                how well the clients of a server wait"
    };

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    private Main(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) throws InterruptedException {
        leaveTheFlightRecorderOut();
        Optional<ServeArguments> plain = ServeArguments.plain(arguments);
        @Nullable SimulatorBuilder builder = plain.map(Main::builder).orElse(null);
        if (builder != null) {
            System.exit(Server.run(builder, plain.get().json(), plain.get().untilInputEnds()));
        }
        System.exit(commandLine().execute(arguments));
    }

    /** Null if a setting is wrong, which picocli explains. */
    private static @Nullable SimulatorBuilder builder(ServeArguments plain) {
        try {
            return Simulator.builder().settings(plain.flags(), System.getenv());
        } catch (ScenarioException wrong) {
            return null;
        }
    }

    /** Netty would start it for events that nobody records, before its first answer; also under its name in the jar. */
    private static void leaveTheFlightRecorderOut() {
        for (String netty : List.of("io.netty", "dev.fermata.simulator.shaded.io.netty")) {
            if (System.getProperty(netty + ".jfr.enabled") == null) {
                System.setProperty(netty + ".jfr.enabled", "false");
            }
        }
    }

    static CommandLine commandLine() {
        return commandLine(System.getenv());
    }

    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine commandLine = new CommandLine(new Main(environment));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionStrategy(Main::executeAndCheckTheOutput);
        commandLine.setParameterExceptionHandler(UsageErrors::explain);
        commandLine.setExecutionExceptionHandler(Main::explainFailure);
        // Not in the annotation: commands below would inherit it.
        commandLine
                .getCommandSpec()
                .usageMessage()
                .footerHeading("%nExamples:%n")
                .footer(EXAMPLES);
        return commandLine;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: serve, wait, submit, report, exam, demo, help, man or completion");
    }

    /** Also for help and version: if the disk is full, the exit code says so. */
    private static int executeAndCheckTheOutput(ParseResult parsed) {
        int exitCode = new RunLast().execute(parsed);
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine command = last.commandSpec().commandLine();
        if (StandardOutput.isTaken(command.getOut())) {
            return exitCode;
        }
        if (!StandardOutput.isReaderGone()) {
            command.getErr().println(last.commandSpec().qualifiedName() + ": " + StandardOutput.NOT_TAKEN);
        }
        return ExitCode.IO;
    }

    private static int explainFailure(Exception problem, CommandLine command, ParseResult parsed) {
        String name = command.getCommandSpec().qualifiedName();
        if (problem instanceof UncheckedIOException broken) {
            command.getErr().println(name + ": " + broken.getMessage());
            return ExitCode.IO;
        }
        command.getErr().println(name + ": this is a bug: " + problem);
        return ExitCode.BUG;
    }

    /** Tells the version that the build wrote down. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties build = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("build.properties")) {
                build.load(in);
            }
            return new String[] {
                "fermata " + build.getProperty("version") + " on Java " + System.getProperty("java.version")
            };
        }
    }
}
