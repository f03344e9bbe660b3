package dev.fermata.client.internal.json;

import java.util.Iterator;
import java.util.Map;

/** Writes values as JSON text, without spaces. */
final class JsonWriter {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private JsonWriter() {}

    static void write(JsonValue value, StringBuilder to) {
        if (value.isObject()) {
            to.append('{');
            Iterator<Map.Entry<String, JsonValue>> members =
                    value.members().entrySet().iterator();
            while (members.hasNext()) {
                Map.Entry<String, JsonValue> member = members.next();
                quote(member.getKey(), to);
                to.append(':');
                write(member.getValue(), to);
                to.append(members.hasNext() ? "," : "");
            }
            to.append('}');
        } else if (value.isArray()) {
            to.append('[');
            Iterator<JsonValue> items = value.items().iterator();
            while (items.hasNext()) {
                write(items.next(), to);
                to.append(items.hasNext() ? "," : "");
            }
            to.append(']');
        } else if (value.value instanceof String string) {
            quote(string, to);
        } else {
            to.append(value.text());
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
