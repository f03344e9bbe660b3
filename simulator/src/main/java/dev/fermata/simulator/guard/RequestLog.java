package dev.fermata.simulator.guard;

import java.util.ArrayList;
import java.util.List;

/** The last requests, as many as fit. Safe for use by many threads. */
public final class RequestLog {

    private static final int LONGEST_PATH = 500;

    /** One request; the status is 0 until there is an answer. */
    public static final class Entry {

        private final long at;
        private final String method;
        private final String path;
        private volatile int status;
        private volatile List<String> faults = List.of();

        private Entry(long at, String method, String path) {
            this.at = at;
            this.method = method;
            this.path = path;
        }

        /** In microseconds. */
        public long at() {
            return at;
        }

        public String method() {
            return method;
        }

        public String path() {
            return path;
        }

        /** 0 when there was no answer (yet). */
        public int status() {
            return status;
        }

        /** The ids of the rules that struck. */
        public List<String> faults() {
            return faults;
        }

        void status(int code) {
            status = code;
        }

        void faults(List<String> rules) {
            faults = rules;
        }
    }

    private final Entry[] ring;
    private long added;

    public RequestLog(int size) {
        ring = new Entry[size];
    }

    synchronized Entry add(long at, String method, String path) {
        Entry entry = new Entry(at, method, path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path);
        ring[(int) (added++ % ring.length)] = entry;
        return entry;
    }

    /** How many there were, those included that did not fit. */
    public synchronized long total() {
        return added;
    }

    /** Oldest first. */
    public synchronized List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (long i = Math.max(0, added - ring.length); i < added; i++) {
            entries.add(ring[(int) (i % ring.length)]);
        }
        return entries;
    }

    public synchronized void clear() {
        java.util.Arrays.fill(ring, null);
        added = 0;
    }
}
