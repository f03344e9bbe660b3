package dev.fermata.client;

/** Thrown by a {@link Backend} that cannot make sense of an answer. It counts as trouble that may pass and never ends a wait. */
public final class BadAnswerException extends WaitException {

    private static final long serialVersionUID = 1;

    /** With a sentence that says what is wrong; it ends up in events and outcomes. */
    public BadAnswerException(String problem) {
        super(problem);
    }
}
