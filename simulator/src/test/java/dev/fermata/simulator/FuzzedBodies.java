package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON bodies by chance: valid ones, changed as values, then as text, then as bytes. The same random numbers make the same
 * bodies.
 */
final class FuzzedBodies {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Values in place of others. What stands between at signs is no JSON value, and is written as it is. */
    private static final String[] VALUES = {
        "null",
        "true",
        "0",
        "-1",
        "0.5",
        "1e308",
        "2147483648",
        "-9223372036854775809",
        "\"\"",
        "\" \"",
        "\"none\"",
        "\"PT20M\"",
        "\"24000h\"",
        "\"1e99\"",
        "\"-0x1\"",
        "\"10000000000000000d\"",
        "\"2026-01-02T03:04:05Z\"",
        "\"+1000000000-12-31T23:59:59.999999999Z\"",
        "\"-1000000000-01-01T00:00:00Z\"",
        "\"log_normal 1e300 1e300\"",
        "\"between 5 1\"",
        "\"step_back NaN 1\"",
        "\"stall Infinity\"",
        "\"GET /v1/jobs/{id}\"",
        "\"[1, 2\"",
        "\"a\\nINJECTED\\r\\u001b[2J\"",
        "\"\\u0000\\u0085\\u009b\\u2028\\u2029\\u202e\\ufeff\"",
        "\"\\ud83d\\ude00\"",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{\"\":{}}",
        "{\"a\\nINJECTED\\u001b\":1}",
        "@LONG@",
        "@DEEP@",
        "@MANY@",
        "@1e999999999@",
        "@-1e400@",
        "@1e-999999999@",
        "@DIGITS@",
        "@0.00000000000000000000000000000000001@",
        "@-0@",
        "@01@",
        "@1.@",
        "@+1@",
        "@0x10@",
        "@NaN@",
        "@-Infinity@",
        "@nul@",
        "@'one'@",
        "@\"\\x\"@",
        "@\"\\u12\"@",
        "@\"\t\"@",
        "@\"\u0001\"@",
        "@// comment\n1@",
        "@/* comment */1@",
        // Half a character is refused or kept by another rule, so only the shape of the answer is looked at.
        "@\"\\ud800\"@",
        "@\"\\udc00a\\ud800\"@",
        "@{\"\\ud800\":1}@"
    };

    private static final String[] NAMES = {
        "",
        "jobs",
        "faults",
        "fault",
        "title ",
        "TITLE",
        "source_url",
        "weight",
        "from",
        "name",
        "a.b",
        "\n\u001b[2J",
        "__proto__"
    };
    private static final String[] TAILS = {
        "}", "]", ",", " x", "{}", "\u0000", "\n\n\n", "null", "\"", "/*", "#", "\u0004"
    };
    private static final String INSERTED =
            "{}[]:,\"\\'\u0000\u0001\n\r\t\u001f\u007f\u0085\u2028\ufeff\u00e4\u65e5/*#-+.eE019abtfn&!|>%@`";

    private FuzzedBodies() {}

    /** One of the valid bodies, or a changed one. */
    static byte[] next(SplittableRandom random, String... valid) {
        String text = text(random, valid);
        return random.nextInt(5) == 0 ? encoded(random, text) : text.getBytes(UTF_8);
    }

    /** The same, before it is bytes. */
    static String text(SplittableRandom random, String... valid) {
        JsonNode tree = JSON.readTree(one(random, valid));
        for (int times = random.nextInt(4); times > 0; times--) {
            change(random, tree);
        }
        StringBuilder text = new StringBuilder(expanded(JSON.writeValueAsString(tree)));
        if (random.nextInt(3) == 0) {
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                change(random, text);
            }
        }
        return text.toString();
    }

    static String one(SplittableRandom random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static void change(SplittableRandom random, JsonNode tree) {
        List<JsonNode> inner = new ArrayList<>();
        collect(tree, inner);
        JsonNode place = inner.get(random.nextInt(inner.size()));
        if (place instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = names.isEmpty() || random.nextInt(5) == 0
                    ? one(random, NAMES)
                    : names.get(random.nextInt(names.size()));
            if (random.nextInt(6) == 0) {
                object.remove(name);
            } else {
                object.set(name, value(random));
            }
        } else if (place instanceof ArrayNode array) {
            if (array.isEmpty() || random.nextInt(4) == 0) {
                array.add(value(random));
            } else if (random.nextInt(6) == 0) {
                array.remove(random.nextInt(array.size()));
            } else {
                array.set(random.nextInt(array.size()), value(random));
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainer()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }

    private static JsonNode value(SplittableRandom random) {
        String value = one(random, VALUES);
        return value.startsWith("@") ? JSON.getNodeFactory().stringNode(value) : JSON.readTree(value);
    }

    private static String expanded(String text) {
        String expanded = text.replace("\"@LONG@\"", '"' + "long \u00e4 ".repeat(4_000) + '"')
                .replace("\"@DEEP@\"", "[{\"a\":".repeat(2_000) + "1" + "}]".repeat(2_000))
                .replace("\"@MANY@\"", many())
                .replace("\"@DIGITS@\"", "1234567890".repeat(2_000));
        for (String value : VALUES) {
            if (value.startsWith("@")) {
                expanded = expanded.replace(JSON.writeValueAsString(value), value.substring(1, value.length() - 1));
            }
        }
        return expanded;
    }

    private static String many() {
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 3_000; i++) {
            many.append("\"error_chance").append(i).append("\":1,");
        }
        return many.append("\"a\":1}").toString();
    }

    private static void change(SplittableRandom random, StringBuilder text) {
        if (text.isEmpty()) {
            return;
        }
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + 1 + random.nextInt(10));
        switch (random.nextInt(8)) {
            case 0 -> text.setLength(from);
            case 1 -> text.append(one(random, TAILS));
            case 2 -> text.delete(from, to);
            case 3 -> text.insert(from, text.substring(from, to));
            case 4 -> text.insert(0, one(random, TAILS));
            case 5 -> twice(text, from);
            default -> text.insert(from, INSERTED.charAt(random.nextInt(INSERTED.length())));
        }
    }

    /** A key twice in the object that begins at or after that place. */
    private static void twice(StringBuilder text, int from) {
        int brace = text.indexOf("{\"", from);
        int end = brace < 0 ? -1 : text.indexOf("\":", brace);
        if (end > 0) {
            text.insert(brace + 1, text.substring(brace + 1, end) + "\":0,");
        }
    }

    private static final Charset[] OTHERS = {
        Charset.forName("UTF-16LE"),
        Charset.forName("UTF-16BE"),
        Charset.forName("UTF-32LE"),
        Charset.forName("UTF-32BE")
    };

    private static byte[] encoded(SplittableRandom random, String text) {
        String marked = random.nextBoolean() ? text : "\ufeff" + text;
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> marked.getBytes(OTHERS[random.nextInt(OTHERS.length)]);
            case 4 -> text.getBytes(ISO_8859_1);
            case 5 -> ("\ufeff" + text).getBytes(UTF_8);
            default -> damaged(random, text.getBytes(UTF_8));
        };
    }

    private static byte[] damaged(SplittableRandom random, byte[] bytes) {
        byte[][] wrong = {
            {(byte) 0xff},
            {(byte) 0xc0, (byte) 0xaf},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xe4},
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0x80}
        };
        int at = random.nextInt(bytes.length + 1);
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        damaged.write(bytes, 0, at);
        damaged.writeBytes(wrong[random.nextInt(wrong.length)]);
        damaged.write(bytes, at, bytes.length - at);
        return damaged.toByteArray();
    }
}
