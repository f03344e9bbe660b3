package dev.fermata.cli.report;

import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.OutputFile;
import dev.fermata.simulator.report.Grade;
import dev.fermata.simulator.report.Report;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a report is printed and judged; the same for all commands that have one. */
public final class ReportOptions {

    @Option(names = "--json", description = "Prints the report as JSON.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            converter = OutputFile.Converter.class,
            description = "Writes the report to a file as a page for browsers.")
    private @Nullable OutputFile html;

    @Option(
            names = "--fail-under",
            paramLabel = "GRADE",
            description =
                    "Exit code 1 if a client has a worse grade than this one: A, B, C, D or F. A client that was not tested"
                            + " enough has no grade, which is worse than F.")
    private void failUnder(Grade worst) {
        if (worst == Grade.NONE) {
            throw new TypeConversionException("allowed is A, B, C, D or F");
        }
        failUnder = worst;
    }

    private @Nullable Grade failUnder;

    boolean json() {
        return json;
    }

    /** Prints it, and returns the exit code. */
    public int print(Report report, PrintWriter out) {
        out.print(json ? report.json() + System.lineSeparator() : report.text());
        out.flush();
        OutputFile file = html;
        if (file != null) {
            file.write(report.html());
        }
        return exitCode(report, failUnder);
    }

    /** @param worst null for any */
    static int exitCode(Report report, @Nullable Grade worst) {
        return worst == null || report.worst().isAtLeast(worst) ? ExitCode.COMPLETED : ExitCode.ERROR;
    }
}
