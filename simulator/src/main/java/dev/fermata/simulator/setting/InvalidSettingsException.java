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
    /** Of all problems together. */
    private static final int LONGEST = 7_900;

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
        int room = LONGEST;
        for (String problem : problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS))) {
            String line = Printable.cut(problem, LONGEST_PROBLEM);
            room -= line.length() + 1;
            if (room < 0) {
                break;
            }
            lines.add(line);
        }
        int leftOut = problems.size() - lines.size();
        if (leftOut > 0) {
            lines.add(leftOut + (leftOut == 1 ? " more problem is left out" : " more problems are left out"));
        }
        return List.copyOf(lines);
    }
}
