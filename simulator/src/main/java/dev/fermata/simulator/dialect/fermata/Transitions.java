package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.Micros;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks along the changes of one job, each once. */
final class Transitions {

    private final Job job;
    private long toldAt;
    private boolean toldSecond;

    /** @param told the last change that is known already */
    Transitions(Job job, Change told) {
        this.job = job;
        know(told);
    }

    private void know(Change told) {
        toldAt = told.at();
        toldSecond = told.second();
    }

    /** Shows all changes that are new by then, in order. */
    void each(long now, Consumer<Change> news) {
        for (Change next = next(); next != null && next.at() <= now; next = next()) {
            know(next);
            news.accept(next);
        }
    }

    private @Nullable Change next() {
        return new Change(toldAt, toldSecond).next(job.course());
    }

    /** When the next change comes by itself; never when none does. */
    long nextAt() {
        Change next = next();
        return next == null ? Micros.NEVER : next.at();
    }

    /** Whether nothing will change any more, by itself or by hand. */
    static boolean isOver(Job job, long now) {
        return job.at(now).state().terminal() && job.course().nextChangeAfter(now) == Micros.NEVER;
    }
}
