package dev.fermata.simulator.setting;

/**
 * How much of the heap each part of the simulator may keep because of what clients send. Together that is three quarters. The rest is for the
 * program, for what it works on at the moment, and for the collector.
 */
public enum MemoryShare {
    /** Jobs that are kept, with what dialects keep for them. */
    JOBS(48),
    /** The score of each client. */
    LEDGER(8),
    /** What clients have not read. It is in direct memory, which is as large as the heap unless the JVM is told otherwise. */
    UNREAD(8),
    /** Requests that are not complete or not answered yet. */
    REQUESTS(8),
    /** Webhooks that are neither delivered nor given up. */
    WEBHOOKS(4),
    /** The last attempts to send a webhook. */
    WEBHOOK_ATTEMPTS(2),
    /** Fault rules: of submissions, and those that are added while the simulator runs. */
    FAULTS(2),
    /** How often each fault rule was asked. */
    FAULT_COUNTS(2),
    /** Responses by idempotency key. */
    RESPONSES(3),
    /** The last requests, for {@code /admin/requests}. */
    RECORDED_REQUESTS(3),
    /** What limits count for each client. */
    CLIENTS(2),
    /** What clients of a dialect create besides jobs: files, batches, events. */
    RECORDS(6);

    /** In 128ths of the heap. */
    private final int parts;

    MemoryShare(int parts) {
        this.parts = parts;
    }

    public long bytes() {
        return Runtime.getRuntime().maxMemory() / 128 * parts;
    }

    /**
     * How many things have room in a part of this share.
     *
     * @param most if there is much memory
     * @param each about how many bytes one of them takes
     * @param among how many keep such things
     */
    public int count(int most, int each, int among) {
        return (int) Math.max(1, Math.min(most, bytes() / among / each));
    }
}
