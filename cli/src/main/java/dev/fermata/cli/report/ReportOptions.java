package dev.fermata.cli.report;

import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.OutputFile;
import dev.fermata.simulator.report.Grade;
import dev.fermata.simulator.report.Report;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
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
            converter = GradeConverter.class,
            completionCandidates = Grades.class,
            description =
                    "Exit code 1 if a client has a worse grade than this one: A, B, C, D or F. A client that was not tested"
                            + " enough has no grade, which is worse than F.")
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

    /** Those that a user can ask for: what was not tested has none. */
    static final class Grades implements Iterable<String> {
        private static final List<String> NAMES = Stream.of(Grade.values())
                .filter(each -> each != Grade.NONE)
                .map(Grade::name)
                .toList();

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    static final class GradeConverter implements ITypeConverter<Grade> {
        @Override
        public Grade convert(String text) {
            String name = text.toUpperCase(Locale.ROOT);
            if (!Grades.NAMES.contains(name)) {
                throw new TypeConversionException(
                        "'" + text + "' is no grade; allowed are " + String.join(", ", Grades.NAMES));
            }
            return Grade.valueOf(name);
        }
    }
}
