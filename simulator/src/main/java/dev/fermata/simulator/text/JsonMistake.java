package dev.fermata.simulator.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says why a text is not JSON. The messages of the parser name its classes and options, which the client does not know. */
public final class JsonMistake {

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);
    private static final Pattern CHARACTER = Pattern.compile("Unexpected character \\('(.*?)' \\(.*", Pattern.DOTALL);
    private static final Pattern WORD =
            Pattern.compile("Unrecognized token '(.*?)'(: was expecting .*)?", Pattern.DOTALL);
    private static final Pattern NUMBER =
            Pattern.compile("numeric|number|zeroes|decimal|exponent|NaN|Infinity|INF", Pattern.CASE_INSENSITIVE);

    private JsonMistake() {}

    /** A sentence about the body. */
    public static String of(JacksonException mistake, int deepest) {
        String where = where(mistake.getLocation());
        if (mistake instanceof StreamConstraintsException) {
            return "The body is too large" + where + "; allowed are values nested up to " + deepest
                    + " levels deep, and numbers of at most 1000 digits.";
        }
        Matcher duplicate = DUPLICATE.matcher(String.valueOf(mistake.getOriginalMessage()));
        return duplicate.matches()
                ? "The body has the key '" + Printable.value(duplicate.group(1)) + "' twice in one object" + where
                        + "; send each key once."
                : "The body is not JSON: " + what(mistake) + where + ".";
    }

    private static String what(JacksonException mistake) {
        if (mistake instanceof UnexpectedEndOfInputException) {
            return "it ends too early";
        }
        if (mistake instanceof MismatchedInputException) {
            return "something follows after its end";
        }
        String message = String.valueOf(mistake.getOriginalMessage());
        Matcher character = CHARACTER.matcher(message);
        if (character.matches()) {
            return "'" + Printable.value(character.group(1)) + "' cannot stand here";
        }
        Matcher word = WORD.matcher(message);
        if (word.matches()) {
            return "'" + Printable.value(word.group(1)) + "' is no value; text stands in double quotes";
        }
        if (message.startsWith("Unexpected character ((CTRL-CHAR") || message.startsWith("Illegal character")) {
            return "a control character cannot stand here";
        }
        if (message.startsWith("Illegal unquoted character")) {
            return "a control character cannot stand in a string; write it as an escape, such as \\n";
        }
        if (message.contains("surrogate")) {
            return "a name has half of a surrogate pair, which is no character";
        }
        if (message.contains("escape")) {
            return "an escape in a string is not one of JSON, which are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with 4 digits";
        }
        return NUMBER.matcher(message).find()
                ? "a number is not written as JSON has it"
                : "a value is not written as JSON has it";
    }

    private static String where(TokenStreamLocation place) {
        return place == null || place.getLineNr() < 1
                ? ""
                : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
}
