package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must be so in an answer: {@code /error} (it is set), {@code /done = true}, {@code /conclusion != success, skipped}, {@code
 * /percent >= 100}, {@code status-code = 202, 204}, and several of them with {@code and}. Immutable.
 */
record Condition(String text, List<Term> terms) {

    private static final String FORMS =
            "allowed are a place (it is set), PLACE = WORD, WORD, PLACE != WORD, WORD, and PLACE >= NUMBER;"
                    + " write a space on both sides of the sign, and join several conditions with ' and '";
    private static final int LONGEST_FINDING = 60;
    private static final Pattern TERM = Pattern.compile("(\\S.*?)(?:\\s+(=|!=|>=|<=|>|<)\\s+(\\S.*))?");
    private static final Pattern OTHER_SIGN = Pattern.compile("\\s[=!<>~]+(\\s|$)");
    /** AWS: {@code com.amazonaws.translate#ThrottlingException}, or {@code ThrottlingException:http://...}; the name in it counts. */
    private static final Pattern QUALIFIED = Pattern.compile("^(?:[\\w.-]+#)?(\\w+)(?::https?://.*)?$");

    private static final Pattern AND = Pattern.compile("\\s+and\\s+");

    /**
     * One of the conditions that must all be so.
     *
     * @param sign empty if the place has to be set, no more
     */
    record Term(Place place, String sign, List<String> words) {

        boolean holds(Answer answer) {
            JsonValue value = place.in(answer);
            return switch (sign) {
                case "" -> isSet(value);
                case "=" -> is(value);
                case "!=" -> value.isThere() && !is(value);
                default ->
                    Double.isFinite(value.number()) && compares(value.number(), Double.parseDouble(words.get(0)));
            };
        }

        /** {@code "error": false}, and 0 for a code, say that there is none; XML and headers have them as texts. */
        private static boolean isSet(JsonValue value) {
            return value.isThere() && !"false".equalsIgnoreCase(value.textOr("").strip()) && value.number() != 0;
        }

        private boolean is(JsonValue value) {
            String text = Printable.clean(value.textOr(""));
            String type = QUALIFIED.matcher(text).replaceFirst("$1");
            return words.stream().anyMatch(word -> word.equalsIgnoreCase(text) || word.equalsIgnoreCase(type));
        }

        private boolean compares(double number, double bound) {
            return switch (sign) {
                case ">=" -> number >= bound;
                case "<=" -> number <= bound;
                case ">" -> number > bound;
                default -> number < bound;
            };
        }

        private String finding(Answer answer, String words) {
            String value = Printable.cut(place.in(answer).textOr(""), LONGEST_FINDING);
            return value.isEmpty() || value.equals(words) ? "" : place + " is " + value;
        }

        private boolean namesStatus() {
            return place instanceof Place.StatusCode && !sign.isEmpty();
        }
    }

    /** @throws IllegalArgumentException if the text is no condition */
    static Condition of(String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : AND.split(Objects.requireNonNull(text, "condition").strip())) {
            Matcher term = TERM.matcher(part);
            if (!term.matches() || OTHER_SIGN.matcher(term.group(1)).find()) {
                throw refused(text);
            }
            String sign = term.group(2) == null ? "" : term.group(2);
            terms.add(new Term(place(text, term.group(1)), sign, words(text, sign, term.group(3))));
        }
        return new Condition(text, List.copyOf(terms));
    }

    boolean holds(Answer answer) {
        return terms.stream().allMatch(term -> term.holds(answer));
    }

    /**
     * What it says of the answer, for messages: {@code /code is 40119}; empty if it asks for no text in it.
     *
     * @param words what is known without it
     */
    String finding(Answer answer, String words) {
        return terms.stream()
                .filter(term ->
                        term.place() instanceof Place.InBody || !term.sign().isEmpty())
                .filter(term -> !(term.place() instanceof Place.StatusCode))
                .map(term -> term.finding(answer, words))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** Whether it names status codes: then it also counts for an answer that HTTP calls an error. */
    boolean namesStatus() {
        return terms.stream().anyMatch(Term::namesStatus);
    }

    private static Place place(String text, String place) {
        try {
            return Place.of(place);
        } catch (IllegalArgumentException noPlace) {
            throw new IllegalArgumentException("condition is '" + text + "'; its " + noPlace.getMessage());
        }
    }

    private static List<String> words(String text, String sign, @Nullable String list) {
        if (list == null) {
            return List.of();
        }
        List<String> words = Arrays.stream(list.split(",")).map(String::strip).toList();
        boolean number = sign.contains("<") || sign.contains(">");
        if (number && !words.get(0).matches("-?\\d+(\\.\\d+)?") || number && words.size() > 1) {
            throw refused(text);
        }
        return words;
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("condition is '" + text + "'; " + FORMS);
    }

    @Override
    public String toString() {
        return text;
    }
}
