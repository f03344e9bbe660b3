package dev.fermata.cli;

import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fermata serve}, when it takes picocli to understand the arguments or to explain what is wrong. */
@Command(
        name = ServeArguments.COMMAND,
        modelTransformer = ServeOptions.class,
        description = {
            "Starts a simulated translation server: many jobs under /v1/jobs, and GET /status, which says",
            "pending, completed or error.",
            "",
            "Ctrl+C or SIGTERM stops it. The log goes to standard error.",
            ""
        })
final class ServeCommand implements Callable<Integer> {

    @Option(
            names = ServeArguments.JSON,
            description = "Also prints the start and every change of state as a line of JSON.")
    private boolean json;

    @Option(
            names = "--print-config",
            description = "Prints every setting and where it comes from, as a scenario file, and starts nothing.")
    private boolean printConfig;

    @Option(names = ServeArguments.UNTIL_INPUT_ENDS, hidden = true, description = "Stops when standard input ends.")
    private boolean untilInputEnds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = System.getenv();
        ServeSettings settings = ServeOptions.settings(spec.commandLine().getParseResult());
        SimulatorBuilder builder = Simulator.builder();
        List<String> problems = settings.apply(environment, builder);
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", problems));
        }
        if (printConfig) {
            PrintedConfig.lines(settings.given(environment))
                    .forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            return 0;
        }
        return Server.run(builder, new ServeArguments(settings, json, untilInputEnds));
    }
}
