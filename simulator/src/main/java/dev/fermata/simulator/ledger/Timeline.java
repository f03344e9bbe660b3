package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import tools.jackson.core.JsonGenerator;

/** The last entries of the ledger, for drawing: a ring of 20,000. To be used on the event loop. */
public final class Timeline {

    static final int SIZE = 20_000;

    /** Four for each entry, side by side, because a bulk request adds a hundred: job, begin, end, and the rest. */
    private final long[] entries = new long[4 * SIZE];

    private long next;
    /** The place of the next entry. */
    private int nextPlace;

    /** What an entry is. */
    enum Kind {
        POLL,
        BULK,
        HOLD,
        STREAM,
        CREATE,
        WEBHOOK
    }

    /** The number that the next entry gets. */
    public long next() {
        return next;
    }

    /** The first entry that is still kept. */
    public long oldest() {
        return Math.max(0, next - SIZE);
    }

    /**
     * Writes the entries with the numbers from {@code from}, which is still kept, until before {@code to}. Each is an array: kind, place of
     * the client in {@link Ledger#clientNames} (-1 for none), number of the job (negative for a job of {@code GET /status}), begin, end,
     * status (0 without a response), and the ordinal of the {@code State} that the response showed (-1 for none; {@code RUNNING} for every
     * job that is not over). An entry that is open has null as end and status, and comes again when it has ended.
     */
    public void write(JsonGenerator json, long from, long to) {
        for (long i = from; i < to; i++) {
            int at = place(i);
            long rest = entries[at + 3];
            json.writeStartArray().writeNumber((byte) rest).writeNumber((short) (rest >> 32));
            json.writeNumber(entries[at]).writeNumber(entries[at + 1]);
            if (entries[at + 2] == Micros.NEVER) {
                json.writeNull().writeNull();
            } else {
                json.writeNumber(entries[at + 2]).writeNumber((short) (rest >> 16));
            }
            json.writeNumber((byte) (rest >> 8)).writeEndArray();
        }
    }

    void add(Kind kind, int client, long job, long begin, long end, int status, int shown) {
        int at = nextPlace;
        nextPlace = at + 4 == entries.length ? 0 : at + 4;
        next++;
        entries[at] = job;
        entries[at + 1] = begin;
        entries[at + 2] = end;
        entries[at + 3] = (long) client << 32 | (status & 0xffffL) << 16 | (shown & 0xff) << 8 | kind.ordinal();
    }

    private static int place(long sequence) {
        return 4 * (int) (sequence % SIZE);
    }

    void clear() {
        next = 0;
        nextPlace = 0;
    }
}
