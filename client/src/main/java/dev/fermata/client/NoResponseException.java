package dev.fermata.client;

/** A single request got no usable response in time: the server is unreachable, overloaded or unintelligible. It may pass. */
public final class NoResponseException extends WaitException {

    private static final long serialVersionUID = 1;

    NoResponseException(String problem) {
        super(problem);
    }
}
