package dev.fermata.bench.traps;

/**
 * A trap, and a run of it.
 *
 * @param peer which library falls into it
 * @param name what the trap is
 * @param setting what is asked of it, and what the server does
 */
record Trap(String peer, String name, String setting, Run run) {

    /** Lets the library and then this project's waiter walk into it. Each claim is checked. */
    @FunctionalInterface
    interface Run {
        Finding go() throws Exception;
    }

    /** What each did, in words. */
    record Finding(String theirs, String ours) {}

    /** @throws UntrueClaimException unless it holds */
    static void claim(boolean holds, String what) {
        if (!holds) {
            throw new UntrueClaimException(what);
        }
    }

    /** A library has changed, or never was like that. */
    static final class UntrueClaimException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UntrueClaimException(String what) {
            super(what);
        }
    }
}
