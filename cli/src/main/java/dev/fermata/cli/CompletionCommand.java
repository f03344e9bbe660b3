package dev.fermata.cli;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fermata completion}. */
@Command(
        name = "completion",
        description = {
            "Prints a completion script for bash and zsh.",
            "",
            "To use it in this shell:  source <(fermata completion bash)",
            ""
        })
final class CompletionCommand implements Callable<Integer> {

    /** The shells that read the script. */
    static final class Shells implements Iterable<String> {
        private static final List<String> NAMES = List.of("bash", "zsh");

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            defaultValue = "bash",
            completionCandidates = Shells.class,
            description = "${COMPLETION-CANDIDATES}; the script is the same.")
    private String shell = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!Shells.NAMES.contains(shell)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no script for '" + shell + "'; allowed is bash or zsh");
        }
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("fermata", spec.commandLine().getParent()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
