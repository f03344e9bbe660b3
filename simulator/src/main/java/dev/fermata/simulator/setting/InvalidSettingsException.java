package dev.fermata.simulator.setting;

import dev.fermata.simulator.text.Printable;
import java.util.List;
import java.util.stream.Collectors;

/** Settings that are not allowed, in a scenario or a fault rule. The message has a line for everything that is wrong. */
public final class InvalidSettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** With one thing that is wrong. */
    public InvalidSettingsException(String problem) {
        this(List.of(problem));
    }

    public InvalidSettingsException(List<String> problems) {
        super(onLines(problems));
        this.problems = problems.stream().map(Printable::clean).toList();
    }

    /** Each on one line, whatever the file says that it quotes. */
    private static String onLines(List<String> problems) {
        return problems.stream().map(Printable::clean).collect(Collectors.joining("\n"));
    }

    /** A sentence for each thing that is wrong: what it is, the value, and what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
