package dev.fermata.bench.peers;

/**
 * A library with a schedule.
 *
 * @param name what the tables call it
 * @param room how many of its waits may be under way at once: the busiest would only measure the machine otherwise
 * @param trainingJobs how many jobs it waits for before those that count
 */
record Contender(String name, int room, int trainingJobs, Start start) {

    /** Gets ready to wait for the jobs of a server. */
    @FunctionalInterface
    interface Start {
        Waits on(Server server);
    }

    /** Waits. */
    interface Waits extends AutoCloseable {
        /** Returns when it knows that the job has ended. */
        void until(String id) throws Exception;

        @Override
        default void close() {}
    }

    static Contender peer(String name, int room, Start start) {
        return new Contender(name, room, 0, start);
    }
}
