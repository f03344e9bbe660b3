package dev.fermata.bench.deadline;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param control how late a bare timer of the JDK was at the same time
 */
record Row(String what, String call, Overruns overruns, Overruns control) {

    static final String HEADER =
            "| a server that | call | runs | median ms | p99 ms | worst ms | control: median, worst ms |\n"
                    + "|---|---|---|---|---|---|---|";

    String markdown() {
        return "| " + what + " | " + call + " |" + overruns.cells()
                + String.format(Locale.ROOT, " %.1f, %.1f |", control.quantile(0.5), control.worst());
    }
}
