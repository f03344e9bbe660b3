package dev.fermata.simulator.ledger;

/** The last entries of the ledger, for drawing: a ring of 20,000. To be used on the event loop. */
public final class Timeline {

    static final int SIZE = 20_000;

    /** Four for each entry, side by side, because a bulk request adds a hundred: job, begin, end, and the rest. */
    private final long[] entries = new long[4 * SIZE];

    private long next;

    /** What an entry is. */
    public enum Kind {
        POLL,
        BULK,
        HOLD,
        STREAM,
        CREATE,
        WEBHOOK;

        private static final Kind[] ALL = values();
    }

    /** Takes entries. */
    @FunctionalInterface
    public interface Reader {

        /**
         * @param client its place in {@link Ledger#clientNames}; -1 if it has none
         * @param job its number; negative for a job of {@code GET /status}
         * @param begin in microseconds, as {@code end}, which is the same for a request that was answered at once, and never for one that
         *     is open. That one comes again when it has ended
         * @param status 0 without a response
         * @param told the ordinal of the {@code State} that the response showed; -1 if it showed none. A job that is not over shows
         *     {@code RUNNING}
         */
        void entry(Kind kind, int client, long job, long begin, long end, int status, int told);
    }

    /** The number that the next entry gets. */
    public long next() {
        return next;
    }

    /** The first entry that is still kept. */
    public long oldest() {
        return Math.max(0, next - SIZE);
    }

    /** The entries with the numbers from {@code from}, which is still kept, until before {@code to}. */
    public void each(long from, long to, Reader reader) {
        for (long i = from; i < to; i++) {
            int at = place(i);
            long rest = entries[at + 3];
            reader.entry(
                    Kind.ALL[(byte) rest],
                    (short) (rest >> 32),
                    entries[at],
                    entries[at + 1],
                    entries[at + 2],
                    (short) (rest >> 16),
                    (byte) (rest >> 8));
        }
    }

    void add(Kind kind, int client, long job, long begin, long end, int status, int shown) {
        int at = place(next++);
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
    }
}
