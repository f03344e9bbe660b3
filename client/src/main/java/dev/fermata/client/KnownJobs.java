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

    private final Map<String, Known> jobs = bounded();

    /** The age that each job was last said to have outlived, since it was last seen to end. */
    private final Map<String, Duration> outlived = bounded();

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
        outlived.remove(id);
    }

    /**
     * Whether it is news that this job has outlived that age, and from now on it is not: one job must not count for many
     * because many waits for it were given up, or one after the other.
     */
    synchronized boolean isNews(String id, Duration age) {
        Duration known = outlived.get(id);
        boolean news = known == null || age.compareTo(known.multipliedBy(2)) >= 0;
        if (news) {
            outlived.remove(id);
            outlived.put(id, age);
        }
        return news;
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

    private static <T> Map<String, T> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > MOST;
            }
        };
    }
}
