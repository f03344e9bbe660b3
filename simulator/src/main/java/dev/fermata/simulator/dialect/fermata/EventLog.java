package dev.fermata.simulator.dialect.fermata;

import java.util.ArrayDeque;
import java.util.Iterator;

/** The last events of all jobs, numbered, in the order in which they happened. */
final class EventLog {

    private static final int MOST = 5_000;
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final ArrayDeque<byte[]> events = new ArrayDeque<>();
    private long bytes;
    /** The number of the first event that is remembered, or that will be. */
    private long first = 1;

    /** The number that the next event gets. */
    long next() {
        return first + events.size();
    }

    void add(byte[] event) {
        events.add(event);
        bytes += event.length;
        while (events.size() > MOST || bytes > MOST_BYTES) {
            bytes -= events.remove().length;
            first++;
        }
    }

    /** Whether every event after that one is remembered. */
    boolean knowsAllAfter(long number) {
        return number + 1 >= first && number < next();
    }

    /** All remembered events after that one, one after the other. */
    byte[] after(long number) {
        Iterator<byte[]> all = events.iterator();
        int size = 0;
        for (long n = first; all.hasNext(); n++) {
            byte[] event = all.next();
            size += n > number ? event.length : 0;
        }
        byte[] joined = new byte[size];
        int at = 0;
        long n = first;
        for (byte[] event : events) {
            if (n++ > number) {
                System.arraycopy(event, 0, joined, at, event.length);
                at += event.length;
            }
        }
        return joined;
    }

    /** Forgets all; what happens from now on until the next event is added is not remembered either. */
    void clear() {
        // One number is lost on purpose: whoever knows the last event must learn that more may have happened.
        first = next() + 1;
        events.clear();
        bytes = 0;
    }
}
