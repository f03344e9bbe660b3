package dev.fermata.simulator.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Writes DER (ITU-T X.690), as much of it as a certificate needs. */
final class Der {

    private static final int OCTETS = 0x04;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** Times before that have two digits for the year (RFC 5280, section 4.1.2.5). */
    private static final Instant FOUR_DIGITS = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return tagged(0x31, parts);
    }

    static byte[] yes() {
        return tagged(0x01, new byte[] {(byte) 0xFF});
    }

    static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    static byte[] octets(byte[] value) {
        return tagged(OCTETS, value);
    }

    /** @param unused how many bits at the end are none */
    static byte[] bits(int unused, byte[] value) {
        return tagged(0x03, new byte[] {(byte) unused}, value);
    }

    static byte[] text(String value) {
        return tagged(0x0C, value.getBytes(UTF_8));
    }

    static byte[] time(Instant value) {
        String text = TIME.format(value);
        return value.isBefore(FOUR_DIGITS)
                ? tagged(0x17, text.substring(2).getBytes(UTF_8))
                : tagged(0x18, text.getBytes(UTF_8));
    }

    /** An object identifier, such as {@code 2.5.29.17}. */
    static byte[] oid(String dotted) {
        int[] arcs =
                Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).toArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >>> shift != 0) {
                    bytes.write(arcs[i] >>> shift & 0x7F | 0x80);
                }
            }
            bytes.write(arcs[i] & 0x7F);
        }
        return tagged(0x06, bytes.toByteArray());
    }

    /** @param tag with its class, such as {@code 0x82} for the second one of a choice */
    static byte[] tagged(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 4);
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int from = digits[0] == 0 ? 1 : 0;
            bytes.write(0x80 | digits.length - from);
            bytes.write(digits, from, digits.length - from);
        }
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
