package dev.fermata.cli;

import dev.fermata.cli.console.UsageErrors;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fermata help}. Picocli's own has an option that all commands here inherit. */
@Command(name = "help", description = "Says how a command is used.")
final class HelpCommand implements Callable<Integer> {

    /** For the completion of a shell. */
    static final class Commands implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Main.class.getAnnotation(Command.class).subcommands())
                    .map(each -> each.getAnnotation(Command.class))
                    .filter(each -> !each.hidden())
                    .map(Command::name)
                    .iterator();
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "COMMAND",
            completionCandidates = Commands.class,
            description = "The command. Default: all of them.")
    private @Nullable String command;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine program = spec.commandLine().getParent();
        CommandLine about = command == null ? program : program.getSubcommands().get(command);
        if (about == null) {
            throw UsageErrors.unknownCommand(String.valueOf(command), program);
        }
        about.usage(spec.commandLine().getOut());
        return 0;
    }
}
