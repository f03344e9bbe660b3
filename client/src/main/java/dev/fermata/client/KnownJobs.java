package dev.fermata.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of jobs that nobody waits for just now: those that this client submitted, and those for which the time
 * was up, so that a wait that is resumed knows how old its job is. Bounded: the oldest are forgotten first. Thread-safe.
 */
final class KnownJobs {

    private static final int MOST = 10_000;

    private final Map<String, Known> jobs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Times are those of the client's {@link TimeSource}.
     *
     * @param born when the job was submitted, or when it was first waited for
     * @param notYet when the last look was sent that said "not yet"; null if there was none
     */
    private record Known(
            Duration born,
            @Nullable Duration notYet,
            @Nullable Snapshot last) {}

    /** A job was submitted just now. */
    synchronized void submitted(Snapshot job, Duration now) {
        jobs.put(job.id(), new Known(now, null, job));
    }

    /** A wait was given up that began at {@code start}. */
    synchronized void timedOut(String id, Progress end, Duration start) {
        Duration notYet = end.notYet();
        Duration born = start.plus(end.age(Duration.ZERO).negated());
        jobs.remove(id);
        jobs.put(id, new Known(born, notYet == null ? null : start.plus(notYet), end.last()));
    }

    synchronized void forget(String id) {
        jobs.remove(id);
    }

    /** What a wait that begins now knows beforehand. */
    synchronized Progress recall(String id, Duration now) {
        Known known = jobs.get(id);
        if (known == null) {
            return Progress.NONE;
        }
        Duration notYet = known.notYet == null ? null : known.notYet.minus(now);
        return Progress.NONE.knowing(now.minus(known.born), notYet, known.last);
    }
}
