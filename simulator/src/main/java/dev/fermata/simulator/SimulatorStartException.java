package dev.fermata.simulator;

import java.io.IOException;

/** The simulator could not listen at its address. The message says why, and what to do. */
public final class SimulatorStartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SimulatorStartException(String message, IOException cause) {
        super(message, cause);
    }
}
