package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.Micros;
import dev.fermata.simulator.engine.Snapshot;
import dev.fermata.simulator.engine.Stage;
import dev.fermata.simulator.engine.State;
import java.util.function.LongConsumer;

/** Walks along the changes of one job, each once. */
final class Transitions {

    private final Job job;
    private long told;
    private State state;
    private Stage stage;

    /** @param told the time up to which everything is known already */
    Transitions(Job job, long told) {
        Snapshot known = job.at(told);
        this.job = job;
        this.told = told;
        this.state = known.state();
        this.stage = known.stage();
    }

    /** Shows the times of all changes that are new by then, in order. */
    void each(long now, LongConsumer change) {
        for (long next = next(); next <= now; next = next()) {
            told = next;
            tellIfNew(next, change);
        }
        // On a clock that stands still a job can be changed by hand at an instant of which all was told already.
        tellIfNew(now, change);
    }

    private void tellIfNew(long at, LongConsumer change) {
        Snapshot snapshot = job.at(at);
        if (snapshot.state() != state || snapshot.stage() != stage) {
            state = snapshot.state();
            stage = snapshot.stage();
            change.accept(at);
        }
    }

    /** When the next change comes by itself. */
    long next() {
        return job.course().nextChangeAfter(told);
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
