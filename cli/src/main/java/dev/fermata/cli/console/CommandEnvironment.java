package dev.fermata.cli.console;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** The program has the environment's variables, so that a test can give it others. */
public interface CommandEnvironment {

    Map<String, String> environment();

    /** The variables for a command of the program. */
    static Map<String, String> of(CommandSpec command) {
        return ((CommandEnvironment) command.root().userObject()).environment();
    }
}
