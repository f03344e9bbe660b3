package dev.fermata.simulator.http.field;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.function.LongSupplier;

/**
 * The {@code Date} field of every answer (RFC 9110, section 6.6.1), by the simulator's clock. It is written once for each
 * second. To be used on the event loop.
 */
public final class DateField {

    private final LongSupplier clock;
    private long second = Long.MIN_VALUE;
    private byte[] line = {};

    /** @param clock tells microseconds since 1970-01-01T00:00Z */
    public DateField(LongSupplier clock) {
        this.clock = clock;
    }

    /** The whole line, with its end. Not to be changed. */
    public byte[] line() {
        long now = clock.getAsLong();
        long current = Math.floorDiv(now, 1_000_000L);
        if (current != second) {
            second = current;
            line = ("date: " + HttpDate.of(now) + "\r\n").getBytes(US_ASCII);
        }
        return line;
    }
}
