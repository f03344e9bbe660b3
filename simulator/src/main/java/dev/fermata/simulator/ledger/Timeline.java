package dev.fermata.simulator.ledger;

/** The last entries of the ledger, for drawing: a ring of 20,000. To be used on the event loop. */
public final class Timeline {

    static final int SIZE = 20_000;

    private final byte[] kinds = new byte[SIZE];
    private final int[] clients = new int[SIZE];
    private final long[] jobs = new long[SIZE];
    private final long[] begins = new long[SIZE];
    private final long[] ends = new long[SIZE];
    private final short[] statuses = new short[SIZE];
    private final byte[] told = new byte[SIZE];
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
         * @param sequence counts the entries from 0
         * @param client its place in {@link Ledger#clientNames}; -1 if it has none
         * @param job its number; negative for a job of {@code GET /status}
         * @param begin in microseconds, as {@code end}, which is the same for a request that was answered at once, and never for one that
         *     is open. That one comes again when it has ended
         * @param status 0 without a response
         * @param told the ordinal of the {@code State} that the response showed; -1 if it showed none. A job that is not over shows
         *     {@code RUNNING}
         */
        void entry(long sequence, Kind kind, int client, long job, long begin, long end, int status, int told);
    }

    /** The number that the next entry gets. */
    public long next() {
        return next;
    }

    /** The first entry that is still kept. */
    public long oldest() {
        return Math.max(0, next - SIZE);
    }

    /** The kept entries from that number on. */
    public void each(long from, Reader reader) {
        for (long i = Math.max(from, oldest()); i < next; i++) {
            int at = (int) (i % SIZE);
            reader.entry(i, Kind.ALL[kinds[at]], clients[at], jobs[at], begins[at], ends[at], statuses[at], told[at]);
        }
    }

    void add(Kind kind, int client, long job, long begin, long end, int status, int shown) {
        int at = (int) (next++ % SIZE);
        kinds[at] = (byte) kind.ordinal();
        clients[at] = client;
        jobs[at] = job;
        begins[at] = begin;
        ends[at] = end;
        statuses[at] = (short) status;
        told[at] = (byte) shown;
    }

    void clear() {
        next = 0;
    }
}
