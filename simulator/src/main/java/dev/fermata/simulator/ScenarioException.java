package dev.fermata.simulator;

import java.util.List;

/** A scenario that cannot be. The message has a line for everything that is wrong. */
public final class ScenarioException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** With one thing that is wrong. */
    public ScenarioException(String problem) {
        this(List.of(problem));
    }

    ScenarioException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** A sentence for each thing that is wrong: what it is, the value, and what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
