package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;

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
        bytes += event.bytes().length;
        while (events.size() > MOST || bytes > MOST_BYTES) {
            bytes -= events.remove().bytes().length;
            first++;
        }
    }

    /** Whether the log has every event after that one. */
    boolean knowsAllAfter(long number) {
        return number + 1 >= first && number < next();
    }

    /**
     * The bytes of all events in the log after that one.
     *
     * @param root what links begin with
     */
    byte[] after(long number, String root) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        events.stream().skip(Math.max(0, number + 1 - first)).forEach(event -> joined.writeBytes(event.linked(root)));
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

    /** One event, as {@link JobJson#forAll} writes it. */
    record Event(byte[] bytes) {

        /** @param root what links begin with */
        byte[] linked(String root) {
            String text = new String(bytes, UTF_8);
            return text.contains(JobJson.ANYWHERE)
                    ? text.replace(JobJson.ANYWHERE, root).getBytes(UTF_8)
                    : bytes;
        }
    }
}
