package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.store.Job;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks along the changes of one job, each once. */
final class JobChanges {

    private final Job job;
    private long toldAt;
    private boolean toldSecond;

    /** @param told the last change that is known already */
    JobChanges(Job job, JobChange told) {
        this.job = job;
        know(told);
    }

    private void know(JobChange told) {
        toldAt = told.at();
        toldSecond = told.second();
    }

    /** Shows all changes that are new by then, in order. */
    void each(long now, Consumer<JobChange> news) {
        for (JobChange next = next(); next != null && next.at() <= now; next = next()) {
            know(next);
            news.accept(next);
        }
    }

    private @Nullable JobChange next() {
        return new JobChange(toldAt, toldSecond).next(job.timeline());
    }

    /** When the next change comes by itself; never when none does. */
    long nextAt() {
        JobChange next = next();
        return next == null ? Micros.NEVER : next.at();
    }

    /** Whether nothing will change any more, by itself or by hand. */
    static boolean isOver(Job job, long now) {
        return job.at(now).state().terminal() && job.timeline().nextChangeAfter(now) == Micros.NEVER;
    }
}
