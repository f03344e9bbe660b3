package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonException;
import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Printable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads JSON of a server, and the times in it: one that cannot be true is ignored. */
final class Json {

    private static final int EXCERPT = 60;

    /** More than any time has; computing with thousands of digits would take long. */
    private static final int MAX_DIGITS_OF_A_TIME = 40;

    /** 1970-01-02, in seconds: a time before is a zero, or one that was never set. */
    private static final BigDecimal EARLIEST = BigDecimal.valueOf(86_400);

    /** 2200-01-01, in seconds; read as milliseconds it is in March 1970, so the units can be told apart. */
    private static final BigDecimal LATEST = BigDecimal.valueOf(7_258_118_400L);

    private Json() {}

    /**
     * The one JSON value of a body.
     *
     * @throws MalformedResponseException if there is none, or more than one
     */
    static JsonValue read(byte[] body) {
        return parsed(body, JsonReader::read);
    }

    /** {@link JsonReader#eachListed}. */
    static Set<String> eachListed(byte[] body, BiConsumer<String, JsonValue> element) {
        return parsed(body, bytes -> JsonReader.eachListed(bytes, element));
    }

    private static <T> T parsed(byte[] body, Function<byte[], T> reading) {
        try {
            return reading.apply(body);
        } catch (JsonException problem) {
            throw new MalformedResponseException(
                    "the response " + problem.getMessage() + ": " + excerpt(body), problem);
        }
    }

    /** The beginning of a body, fit to be shown. */
    static String excerpt(byte[] body) {
        String beginning = new String(body, 0, Math.min(body.length, EXCERPT), StandardCharsets.UTF_8);
        String clean = Printable.clean(beginning);
        return clean.isEmpty() ? "nothing readable" : "'" + clean + (body.length > EXCERPT ? "...'" : "'");
    }

    /**
     * A time: a string by RFC 3339, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, told
     * apart by magnitude. Null for anything else, and for times before 1970-01-02 or from 2200 on: a time that cannot
     * be true is no reason to doubt the rest of a response.
     */
    static @Nullable Instant instant(JsonValue node) {
        String text = node.string();
        if (text != null) {
            try {
                // RFC 3339, section 5.6: a space may stand in the place of the T.
                Instant time = OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
                return credible(BigDecimal.valueOf(time.getEpochSecond())) ? time : null;
            } catch (DateTimeException unreadable) {
                return null;
            }
        }
        String digits = node.digits();
        try {
            return digits == null || digits.length() > MAX_DIGITS_OF_A_TIME ? null : sinceEpoch(new BigDecimal(digits));
        } catch (NumberFormatException noTime) {
            return null;
        }
    }

    private static @Nullable Instant sinceEpoch(BigDecimal number) {
        BigDecimal seconds = number;
        for (int unit = 0; unit < 3 && seconds.compareTo(LATEST) >= 0; unit++) {
            seconds = seconds.movePointLeft(3);
        }
        if (!credible(seconds)) {
            return null;
        }
        long whole = seconds.longValue();
        BigDecimal fraction = seconds.subtract(BigDecimal.valueOf(whole));
        return Instant.ofEpochSecond(whole, fraction.movePointRight(9).longValue());
    }

    private static boolean credible(BigDecimal seconds) {
        return seconds.compareTo(EARLIEST) >= 0 && seconds.compareTo(LATEST) < 0;
    }

    /** The values of an object as texts, by name; objects, arrays and nulls in it are left out. */
    static Map<String, String> texts(JsonValue object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            String text = value.text();
            if (text != null) {
                texts.put(name, text);
            }
        });
        return texts;
    }
}
