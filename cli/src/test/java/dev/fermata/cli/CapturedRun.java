package dev.fermata.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** What a command printed, and its exit code. */
record CapturedRun(int exitCode, String out, String err) {

    /** Runs the program in this process, with these variables. */
    static CapturedRun of(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine main = Main.commandLine(environment);
        main.setOut(new PrintWriter(out));
        main.setErr(new PrintWriter(err));
        return new CapturedRun(main.execute(arguments), out.toString(), err.toString());
    }

    String everything() {
        return out + err;
    }
}
