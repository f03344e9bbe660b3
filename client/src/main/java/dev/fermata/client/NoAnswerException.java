package dev.fermata.client;

/** A single request came to nothing that can be used: unreachable, overloaded, unintelligible. It may well pass. */
public final class NoAnswerException extends WaitException {

    private static final long serialVersionUID = 1;

    NoAnswerException(String problem) {
        super(problem);
    }
}
