package dev.fermata.cli;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.ServerSetting;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code fermata serve}. {@link ServeArguments#plain} reads plain arguments without it. */
@Command(
        name = ServeArguments.COMMAND,
        abbreviateSynopsis = true,
        sortOptions = false,
        modelTransformer = ServeCommand.Flags.class,
        description = {
            "Starts a simulated translation server.",
            "",
            "GET /status says pending, completed or error; many jobs are under /v1/jobs. Ctrl+C or SIGTERM stops the server. The"
                    + " log goes to standard error. Each setting can also be an environment variable, with or without FERMATA_ before its name; a flag wins over"
                    + " it, and FERMATA_PORT over PORT.",
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
        Map<String, String> flags = flags(spec.commandLine().getParseResult());
        SimulatorBuilder builder = builder(flags, spec);
        if (printConfig) {
            spec.commandLine().getOut().print(builder.explained());
            spec.commandLine().getOut().flush();
            return 0;
        }
        return Server.run(builder, json, untilInputEnds);
    }

    /** A builder with the settings of these flags and of the environment. */
    static SimulatorBuilder builder(Map<String, String> flags, CommandSpec command) {
        try {
            return Simulator.builder().settings(flags, System.getenv());
        } catch (ScenarioException bad) {
            throw new ParameterException(command.commandLine(), bad.getMessage());
        }
    }

    static Map<String, String> flags(ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        for (ServerSetting setting : ServerSetting.all()) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(
                        setting.flag(),
                        String.join(",", parsed.matchedOption(setting.flag()).stringValues()));
            }
        }
        return flags;
    }

    /** Gives the command an option for each setting. Values stay text here: the builder reads and checks them. */
    static final class Flags implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            for (ServerSetting setting : ServerSetting.all()) {
                command.addOption(OptionSpec.builder(setting.flag())
                        .paramLabel(setting.label())
                        .type(setting.isList() ? List.class : String.class)
                        .arity(setting.isSwitch() ? "0..1" : "1")
                        .fallbackValue(setting.isSwitch() ? "true" : "")
                        .completionCandidates(setting.flag().equals("--scenario") ? scenarios() : null)
                        .description(setting.meaning() + (setting.isList() ? " Can be given several times." : "")
                                + " Default: $" + setting.variable() + ", or " + setting.byDefault() + ".")
                        .build());
            }
            return command;
        }

        private static List<String> scenarios() {
            return Stream.concat(Stream.of(Scenario.defaults().name()), Scenario.names().stream())
                    .toList();
        }
    }
}
