package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.Micros;
import java.util.function.LongConsumer;

/** Walks along the changes of one job, each once. */
final class Transitions {

    private final Job job;
    private long told;

    /** @param told the time up to which everything is known already */
    Transitions(Job job, long told) {
        this.job = job;
        this.told = told;
    }

    /** Shows the times of all changes that are new by then, in order. */
    void each(long now, LongConsumer change) {
        for (long next = job.course().nextChangeAfter(told);
                next <= now;
                next = job.course().nextChangeAfter(told)) {
            told = next;
            change.accept(next);
        }
    }

    /** When the state or stage of that moment began. */
    static long last(Job job, long now) {
        long last = job.course().plan().submittedAt();
        for (long next = last; next <= now; next = job.course().nextChangeAfter(next)) {
            last = next;
        }
        return last;
    }

    /** Whether nothing will change any more, by itself or by hand. */
    static boolean isOver(Job job, long now) {
        return job.at(now).state().terminal() && job.course().nextChangeAfter(now) == Micros.NEVER;
    }
}
