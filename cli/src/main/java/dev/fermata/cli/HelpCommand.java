package dev.fermata.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fermata help}. Picocli's own has an option that all commands here inherit. */
@Command(name = "help", description = "Says how a command is used.")
final class HelpCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command. Default: all of them.")
    private @Nullable String command;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine program = spec.commandLine().getParent();
        CommandLine about = command == null ? program : program.getSubcommands().get(command);
        if (about == null) {
            String names = program.getSubcommands().values().stream()
                    .map(CommandLine::getCommandSpec)
                    .filter(each -> !each.usageMessage().hidden())
                    .map(CommandSpec::name)
                    .collect(Collectors.joining(", "));
            throw new ParameterException(program, "there is no command '" + command + "'; allowed are " + names);
        }
        about.usage(spec.commandLine().getOut());
        return 0;
    }
}
