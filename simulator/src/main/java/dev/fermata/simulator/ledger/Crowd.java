package dev.fermata.simulator.ledger;

/** How many come at the same instant, which lasts 0.1 s: polls of one client for its jobs, or clients. */
final class Crowd {

    private static final long INSTANT = 100_000;
    /** Fewer need not spread. */
    private static final int MANY = 10;

    /** When the instant began. */
    long began;

    int size;

    boolean isOver(long at) {
        return at - began >= INSTANT;
    }

    void begin(long at) {
        began = at;
        size = 0;
    }

    /** Whether so many wait that they should spread. */
    static boolean isMany(long waiting) {
        return waiting >= MANY;
    }

    /** Whether most of those that wait have come. */
    boolean isMostOf(long waiting) {
        return 2L * size >= waiting;
    }
}
