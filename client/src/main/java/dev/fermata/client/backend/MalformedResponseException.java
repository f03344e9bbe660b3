package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Printable;

/**
 * Thrown by a {@link Backend} that cannot read a response. It is a transient failure: the client polls again, and the
 * message appears in events and outcomes.
 */
public final class MalformedResponseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * With a sentence that says what is wrong.
     *
     * @param problem control characters in it become spaces
     */
    public MalformedResponseException(String problem) {
        super(Printable.clean(problem));
    }

    /**
     * With a sentence that says what is wrong, and its cause.
     *
     * @param problem control characters in it become spaces
     */
    public MalformedResponseException(String problem, Throwable cause) {
        super(Printable.clean(problem), cause);
    }
}
