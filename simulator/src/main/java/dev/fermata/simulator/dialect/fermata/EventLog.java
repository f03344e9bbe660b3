package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.dialect.fermata.JobJson.Links;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The last events of all jobs in order, numbered. */
final class EventLog {

    private static final int MOST = 5_000;
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private long bytes;
    /** The number of the first event in this log; if the log is empty, of the next one. */
    private long first = 1;

    /** The number that the next event gets. */
    long next() {
        return first + events.size();
    }

    void add(Event event) {
        events.add(event);
        bytes += event.size();
        while (events.size() > MOST || bytes > MOST_BYTES) {
            bytes -= events.remove().size();
            first++;
        }
    }

    /** Whether the log has every event after that one. */
    boolean knowsAllAfter(long number) {
        return number + 1 >= first && number < next();
    }

    /** The bytes of all events in the log after that one. */
    byte[] after(long number, Links links) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        events.stream().skip(Math.max(0, number + 1 - first)).forEach(event -> joined.writeBytes(event.bytes(links)));
        return joined.toByteArray();
    }

    /** Removes all events. Changes from now until the next event are not in the log. */
    void clear() {
        // One number is left out on purpose: a reader that has the last event must learn that it may have missed
        // some.
        first = next() + 1;
        events.clear();
        bytes = 0;
    }

    /**
     * One event.
     *
     * @param byLinks its bytes, for each kind of {@link Links}. Nearly always all kinds have the same ones
     */
    record Event(List<byte[]> byLinks) {

        static Event of(UnaryOperator<byte[]> written, Function<Links, byte[]> json) {
            byte[] plain = json.apply(Links.PLAIN);
            byte[] bytes = written.apply(plain);
            List<byte[]> all = new ArrayList<>();
            for (Links links : Links.values()) {
                byte[] other = json.apply(links);
                all.add(other == plain ? bytes : written.apply(other));
            }
            return new Event(all);
        }

        byte[] bytes(Links links) {
            return byLinks.get(links.ordinal());
        }

        int size() {
            byte[] plain = bytes(Links.PLAIN);
            return byLinks.stream()
                            .mapToInt(each -> each == plain ? 0 : each.length)
                            .sum()
                    + plain.length;
        }
    }
}
