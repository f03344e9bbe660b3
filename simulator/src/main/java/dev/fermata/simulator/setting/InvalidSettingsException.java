package dev.fermata.simulator.setting;

import dev.fermata.simulator.text.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that are not allowed, in a scenario or a fault rule. The message has a line for everything that is wrong, up to a
 * limit. Lines have no control characters and are cut if they are very long, because they may repeat foreign text.
 */
public final class InvalidSettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;
    private static final int MOST_PROBLEMS = 50;
    private static final int LONGEST_PROBLEM = 1_000;

    private final transient List<String> problems;

    /** With one thing that is wrong. */
    public InvalidSettingsException(String problem) {
        this(List.of(problem));
    }

    public InvalidSettingsException(List<String> problems) {
        this(printable(problems), true);
    }

    private InvalidSettingsException(List<String> problems, boolean printable) {
        super(String.join("\n", problems));
        this.problems = problems;
    }

    /** A sentence for each thing that is wrong: what it is, the value, and what is allowed. */
    public List<String> problems() {
        return problems;
    }

    private static List<String> printable(List<String> problems) {
        List<String> lines = new ArrayList<>();
        for (String problem : problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS))) {
            lines.add(Printable.cut(problem, LONGEST_PROBLEM));
        }
        if (problems.size() > MOST_PROBLEMS) {
            lines.add((problems.size() - MOST_PROBLEMS) + " more problems are left out");
        }
        return List.copyOf(lines);
    }
}
