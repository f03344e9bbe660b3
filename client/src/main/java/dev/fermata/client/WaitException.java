package dev.fermata.client;

/** The root of everything that ends a wait exceptionally. Unchecked. */
public class WaitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WaitException(String message) {
        super(message);
    }
}
