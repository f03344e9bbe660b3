package dev.fermata.client.internal.json;

/** A text is not one JSON value. The message follows the name of the text: {@code is not JSON}, {@code is empty}. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1;

    JsonException(String problem) {
        super(problem);
    }

    JsonException(String problem, Throwable cause) {
        super(problem, cause);
    }

    /** What is wrong, as the parser says it; the message if the parser says nothing. */
    public String details() {
        return getCause() instanceof tools.jackson.core.JacksonException parser
                ? parser.getOriginalMessage()
                : String.valueOf(getMessage());
    }
}
