package dev.fermata.client;

/** The root of all exceptions that end a wait. Unchecked. */
public abstract sealed class WaitException extends RuntimeException
        permits JobCanceledException,
                JobFailedException,
                JobNeedsAttentionException,
                NoResponseException,
                RequestRejectedException,
                WaitTimeoutException {

    private static final long serialVersionUID = 1;

    WaitException(String message) {
        super(message);
    }
}
