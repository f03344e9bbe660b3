package dev.fermata.simulator;

import dev.fermata.simulator.setting.InvalidSettingsException;
import java.util.List;

/** A scenario, or settings, that are not allowed. The message has a line for everything that is wrong. */
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

    /** An action that checks settings. */
    @FunctionalInterface
    interface Action<T, E extends Exception> {
        T run() throws E;
    }

    /** Throws this instead of the exception that the parts of the simulator throw. */
    static <T, E extends Exception> T orElse(Action<T, E> action) throws E {
        try {
            return action.run();
        } catch (InvalidSettingsException invalid) {
            throw new ScenarioException(invalid.problems());
        }
    }
}
