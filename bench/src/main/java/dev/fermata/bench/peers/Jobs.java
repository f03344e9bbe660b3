package dev.fermata.bench.peers;

import java.util.List;

/**
 * How long the jobs of one cell take.
 *
 * @param runningTime the same for the simulator
 */
record Jobs(String name, String runningTime) {

    /**
     * Whoever asks every 5, 10, 15 or 30 s meets jobs of 30 s on the dot, by chance; so the constant jobs among the cells take a
     * little longer, and these are shown apart.
     */
    static final Jobs ON_THE_DOT = new Jobs("constant 30 s", "30s");

    static final Jobs LONGEST = new Jobs("log-normal 600 s, σ 1.0", "log_normal 600s 1");

    static final List<Jobs> CELLS = List.of(
            new Jobs("constant 33 s", "33s"),
            new Jobs("uniform 5-60 s", "uniform 5s 60s"),
            new Jobs("exponential, mean 30 s", "exponential 30s"),
            new Jobs("log-normal 60 s, σ 0.5", "log_normal 60s 0.5"),
            new Jobs("log-normal 300 s, σ 0.3", "log_normal 300s 0.3"),
            LONGEST);

    boolean isLongest() {
        return this == LONGEST;
    }
}
