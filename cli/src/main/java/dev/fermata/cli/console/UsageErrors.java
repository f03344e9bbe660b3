package dev.fermata.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains arguments that are wrong: on standard error in lines, and with {@code --json} also on standard output. */
public final class UsageErrors {

    private static final String JSON = "--json";

    private UsageErrors() {}

    /** An argument that is wrong by what the client says of it. */
    public static ParameterException of(CommandSpec command, IllegalArgumentException wrong) {
        String problem = String.valueOf(wrong.getMessage());
        return new ParameterException(
                command.commandLine(), problem.startsWith("server URL") ? "--url: " + problem : problem);
    }

    /** A command that is not there. */
    public static ParameterException unknownCommand(String name, CommandLine program) {
        return new ParameterException(program, unexpected(name, program));
    }

    /** Prints the problem, and returns the exit code. */
    public static int explain(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        List<String> lines = explanation(problem, List.of(arguments));
        lines.forEach(line -> err.println(name + ": " + line));
        err.println("Try '" + name + " --help'.");
        if (List.of(arguments).contains(JSON)) {
            String said = String.join(" ", lines);
            command.getOut().println(new JsonProblem("usage", ExitCode.USAGE, said).json());
        }
        return ExitCode.USAGE;
    }

    private static List<String> explanation(ParameterException problem, List<String> arguments) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            CommandLine command = problem.getCommandLine();
            return List.of(
                    unmatched.isUnknownOption()
                            ? unknownOption(first, command, arguments)
                            : unexpected(first, command));
        }
        String message = String.valueOf(problem.getMessage()).replace("is not an int", "is not a whole number");
        return message.lines().toList();
    }

    /** An option of a command may stand before the command by mistake. */
    private static String unknownOption(String option, CommandLine command, List<String> arguments) {
        String name = option.split("=", 2)[0];
        Optional<String> owner = command.getSubcommands().entrySet().stream()
                .filter(each -> arguments.contains(each.getKey()))
                .filter(each -> each.getValue().getCommandSpec().optionsMap().containsKey(name))
                .map(each -> "; write it behind " + each.getKey())
                .findFirst();
        return "unknown option " + option
                + owner.or(() -> OptionNames.meant(option, command.getCommandSpec())
                                .map(meant -> "; did you mean " + meant + "?"))
                        .orElse("");
    }

    private static String unexpected(String argument, CommandLine command) {
        List<String> commands = command.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(each -> !each.usageMessage().hidden())
                .map(CommandSpec::name)
                .toList();
        return commands.isEmpty()
                ? "unexpected argument '" + argument + "'"
                : "unknown command '" + argument + "'; "
                        + OptionNames.nearest(argument, commands)
                                .map(name -> "did you mean " + name + "?")
                                .orElse("allowed are " + String.join(", ", commands));
    }
}
