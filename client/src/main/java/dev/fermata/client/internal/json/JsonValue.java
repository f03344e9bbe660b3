package dev.fermata.client.internal.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value, or none at all. Numbers stay as they were sent: no digit is lost, and no long number costs time. Immutable. */
public final class JsonValue {

    /** Nothing: what is found where there is no value. */
    public static final JsonValue MISSING = new JsonValue(null);

    static final JsonValue NULL = new JsonValue(null);

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** A number as it was sent. */
    record Digits(String text) {}

    /** A map or list of values, a text, {@link Digits}, or a boolean; null for null and for nothing. */
    final @Nullable Object value;

    JsonValue(@Nullable Object value) {
        this.value = value;
    }

    /**
     * The JSON of a Java value.
     *
     * @param value a text, a number, a boolean, a list, a map, a {@link JsonValue}, or null
     * @throws IllegalArgumentException if it is something else
     */
    public static JsonValue of(@Nullable Object value) {
        if (value instanceof JsonValue same) {
            return same;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), of(member)));
            return new JsonValue(members);
        }
        if (value instanceof List<?> list) {
            List<JsonValue> items = new ArrayList<>();
            list.forEach(item -> items.add(of(item)));
            return new JsonValue(items);
        }
        if (value instanceof Number number) {
            // JSON has no number that is not finite.
            boolean finite =
                    Double.isFinite(number.doubleValue()) || !(number instanceof Double || number instanceof Float);
            return new JsonValue(finite ? new Digits(number.toString()) : number.toString());
        }
        if (value == null) {
            return NULL;
        }
        if (value instanceof String || value instanceof Boolean) {
            return new JsonValue(value);
        }
        throw new IllegalArgumentException("the value is " + value
                + "; allowed are texts, numbers, truth values, and lists" + " and maps of them");
    }

    public boolean isObject() {
        return value instanceof Map;
    }

    public boolean isArray() {
        return value instanceof List;
    }

    public boolean isString() {
        return value instanceof String;
    }

    public boolean isNumber() {
        return value instanceof Digits;
    }

    public boolean isNull() {
        return this == NULL;
    }

    /** Whether it says something: it is neither nothing nor null, and no empty text, list or object. */
    public boolean isThere() {
        return value instanceof Map<?, ?> map
                ? !map.isEmpty()
                : value instanceof List<?> list ? !list.isEmpty() : value != null && !value.equals("");
    }

    /** The member of that name; nothing if it has none, or is no object. */
    public JsonValue path(String name) {
        return members().getOrDefault(name, MISSING);
    }

    public JsonValue at(JsonPointer pointer) {
        return pointer.in(this);
    }

    /** The members of an object, in their order; none if it is no object. */
    @SuppressWarnings("unchecked")
    public Map<String, JsonValue> members() {
        return value instanceof Map ? Collections.unmodifiableMap((Map<String, JsonValue>) value) : Map.of();
    }

    /** The elements of a list; none if it is no list. */
    @SuppressWarnings("unchecked")
    public List<JsonValue> items() {
        return value instanceof List ? Collections.unmodifiableList((List<JsonValue>) value) : List.of();
    }

    /** A text; null for anything else. */
    public @Nullable String string() {
        return value instanceof String string ? string : null;
    }

    /** A number exactly as it was sent; null for anything else. */
    public @Nullable String digits() {
        return value instanceof Digits digits ? digits.text : null;
    }

    /** A text, a number or a truth value as text, exactly as it was sent; null for anything else. */
    public @Nullable String text() {
        String digits = digits();
        return digits != null ? digits : value instanceof Boolean ? value.toString() : string();
    }

    public String textOr(String otherwise) {
        String text = text();
        return text == null ? otherwise : text;
    }

    /** A number as a double, or a text that holds one; NaN for anything else. */
    public double number() {
        String text = isString() ? string() : digits();
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            return Double.NaN;
        }
    }

    /** What the value is, for messages: {@code a text}, {@code an object}, {@code nothing}. */
    public String kind() {
        if (isObject()) {
            return "an object";
        }
        if (isArray()) {
            return "a list";
        }
        return isString()
                ? "a text"
                : isNumber() ? "a number" : value != null ? "a truth value" : isNull() ? "null" : "nothing";
    }

    /** The JSON text, without spaces. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }

    private void write(StringBuilder to) {
        if (isObject()) {
            to.append('{');
            Iterator<Map.Entry<String, JsonValue>> members =
                    members().entrySet().iterator();
            while (members.hasNext()) {
                Map.Entry<String, JsonValue> member = members.next();
                quote(member.getKey(), to);
                to.append(':');
                member.getValue().write(to);
                to.append(members.hasNext() ? "," : "");
            }
            to.append('}');
        } else if (isArray()) {
            to.append('[');
            Iterator<JsonValue> items = items().iterator();
            while (items.hasNext()) {
                items.next().write(to);
                to.append(items.hasNext() ? "," : "");
            }
            to.append(']');
        } else if (value instanceof String string) {
            quote(string, to);
        } else {
            to.append(text());
        }
    }

    private static void quote(String text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escaped = "\"\\\b\f\n\r\t".indexOf(c);
            if (escaped >= 0) {
                to.append('\\').append("\"\\bfnrt".charAt(escaped));
            } else if (c < ' ') {
                to.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
            } else {
                to.append(c);
            }
        }
        to.append('"');
    }
}
