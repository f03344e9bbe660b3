package dev.fermata.simulator.job;

import java.util.Locale;

/** What a job is doing. Once it has ended: what it was doing then. */
public enum Stage {
    QUEUED(0),
    TRANSCRIBING(20),
    TRANSLATING(10),
    VOICING(30),
    LIP_SYNCING(25),
    RENDERING(15);

    private final double weight;

    /** As written in JSON. */
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Stage(double weight) {
        this.weight = weight;
    }

    /** Its usual share of the running time, in parts of a hundred. Time in the queue is drawn on its own. */
    public double weight() {
        return weight;
    }

    public String word() {
        return word;
    }
}
