package dev.fermata.client.internal.wait;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import dev.fermata.client.schedule.DurationHistory.Observation;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of jobs for which nobody waits now: those that this waiter submitted, those for which the time was up, and
 * those that it saw end. Bounded in number and bytes: the oldest are forgotten first. And what a wait that ends says about how
 * long its job takes.
 */
public final class JobMemory {

    private static final int MOST = 10_000;
    /** Of ended jobs, which keep the server's own words. */
    private static final int MOST_CHARACTERS = 4 << 20;

    /** By so much a server's clock may contradict what the wait saw. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(1500);
    /** The response to a held request comes this much after the job has ended, at most. */
    private static final Duration RESPONSE_TIME = Duration.ofMillis(250);
    /** A first poll that came so late was put off because the job began with the wait. */
    private static final Duration LATE_FIRST_POLL = Duration.ofMillis(500);

    private final Map<String, Known> jobs = bounded();
    private final Map<String, Snapshot> ended = new LinkedHashMap<>();
    /** The age that each job was last recorded to have outlived. */
    private final Map<String, Duration> outlived = bounded();

    private final boolean remembers;
    private int characters;

    /** @param remembers false for a backend that does not tell jobs apart: then nothing is known of any job */
    public JobMemory(boolean remembers) {
        this.remembers = remembers;
    }

    /**
     * Times are those of one monotonic clock.
     *
     * @param ageFrom when the job was submitted, or when the first wait for it began; null if only {@code notBefore} is known
     * @param stated whether only the server states that
     * @param notYet when the last poll was sent that said "not yet"; null if there was none
     * @param notBefore {@code Retry-After}: no poll before this moment
     */
    private record Known(
            @Nullable Duration ageFrom,
            boolean stated,
            @Nullable Duration notYet,
            @Nullable Snapshot last,
            Duration notBefore) {}

    /** What a wait that begins now knows beforehand. */
    public WaitState recall(String id, Duration now) {
        Snapshot end = ended.get(id);
        if (end != null) {
            return WaitState.NEW.knowing(Duration.ZERO, false, null, end);
        }
        Known known = jobs.get(id);
        if (known == null || known.ageFrom == null) {
            return known == null ? WaitState.NEW : WaitState.NEW.notBefore(known.notBefore.minus(now));
        }
        Duration notYet = known.notYet == null ? null : known.notYet.minus(now);
        WaitState state = WaitState.NEW.knowing(now.minus(known.ageFrom), known.stated, notYet, known.last);
        return state.notBefore(known.notBefore.minus(now));
    }

    /** What was last said of the job, such as where to poll for it; null if nothing is known, or if it has ended. */
    public @Nullable Snapshot last(String id) {
        Known known = jobs.get(id);
        return known == null ? null : known.last;
    }

    /** The job may have ended: the next wait for it does not put its first poll off. */
    public void mayHaveEnded(String id) {
        jobs.computeIfPresent(
                id,
                (same, job) -> new Known(
                        job.ageFrom,
                        job.stated,
                        job.notYet == null ? job.ageFrom : job.notYet,
                        job.last,
                        job.notBefore));
    }

    /**
     * {@code Retry-After}: no poll of the job before this moment. If a later one was named before, that stands. That concerns the server,
     * so it holds for every backend.
     */
    public void notBefore(String id, Duration moment) {
        if (!ended.containsKey(id)) {
            Known known = jobs.getOrDefault(id, new Known(null, false, null, null, moment));
            Duration later = known.notBefore.compareTo(moment) > 0 ? known.notBefore : moment;
            jobs.put(id, new Known(known.ageFrom, known.stated, known.notYet, known.last, later));
        }
    }

    /** The job was submitted just now. */
    public void submitted(Snapshot job, Duration now) {
        if (job.state().isTerminal()) {
            ended(job);
        } else if (remembers) {
            Known known = jobs.get(job.id());
            forget(job.id());
            jobs.put(job.id(), new Known(now, false, null, job, known == null ? Duration.ZERO : known.notBefore));
        }
    }

    /** A wait that began at {@code start} ended. Returns what a timeout says of how long the job takes, if it is news. */
    public Optional<Observation> waited(String id, Ending ending, WaitState state, Duration start) {
        Snapshot end = ending instanceof Ending.JobEnded ended ? ended.snapshot() : null;
        if (ending instanceof Ending.DeadlinePassed
                || end != null && !end.state().isTerminal()) {
            return timedOut(id, state, start);
        }
        Known known = jobs.get(id);
        forget(id);
        if (end != null) {
            ended(end);
        }
        if (known != null) {
            notBefore(id, known.notBefore);
        }
        return Optional.empty();
    }

    private Optional<Observation> timedOut(String id, WaitState end, Duration start) {
        Duration notYet = end.notYetAt();
        if (remembers) {
            // Without any response the job is as unknown as before.
            boolean unknown = notYet == null && end.ageAtStart == null;
            Duration ageFrom = unknown ? null : start.minus(end.age(Duration.ZERO));
            Duration seen = notYet == null ? null : start.plus(notYet);
            Known before = jobs.remove(id);
            Duration own = start.plus(end.notBefore());
            Duration notBefore = before != null && before.notBefore.compareTo(own) > 0 ? before.notBefore : own;
            jobs.put(id, new Known(ageFrom, end.ageStated, seen, end.last(), notBefore));
        }
        return end.last() != null && notYet != null && isNews(id, end.age(notYet)) ? ofTimeout(end) : Optional.empty();
    }

    /** The job was seen to end. */
    public void ended(Snapshot job) {
        if (!remembers) {
            return;
        }
        forget(job.id());
        ended.put(job.id(), job);
        characters += size(job);
        Iterator<Snapshot> oldest = ended.values().iterator();
        while (oldest.hasNext() && (ended.size() > MOST || characters > MOST_CHARACTERS)) {
            characters -= size(oldest.next());
            oldest.remove();
        }
    }

    /** What was known of the job says nothing any more. */
    private void forget(String id) {
        jobs.remove(id);
        outlived.remove(id);
        Snapshot end = ended.remove(id);
        characters -= end == null ? 0 : size(end);
    }

    /** Whether it is news that the job outlived that age: one job must not count for many because many waits for it timed out. */
    private boolean isNews(String id, Duration age) {
        Duration known = outlived.get(id);
        boolean news = known == null || age.compareTo(known.multipliedBy(2)) >= 0;
        if (news) {
            outlived.remove(id);
            outlived.put(id, age);
        }
        return news;
    }

    /** The time was up: the job takes longer than its age at the last "not yet". */
    private static Optional<Observation> ofTimeout(WaitState end) {
        return Optional.ofNullable(end.notYetAt())
                .map(notYet -> outlived(end, notYet))
                .filter(Checks::isCredible)
                .map(Observation::longerThan);
    }

    /**
     * How long a job took that has ended, as far as the wait can tell. Times count from the start of the wait.
     *
     * @param end the state after that
     * @param sent when the poll was sent whose response said so
     * @param now when that response came
     */
    public static Optional<Observation> took(
            WaitState end, PollResult.Terminal result, @Nullable Duration sent, Duration now) {
        if (result.snapshot().state() == JobState.CANCELED) {
            return Optional.empty();
        }
        Duration notYet = end.notYetAt();
        Duration after = notYet == null ? Duration.ZERO : outlived(end, notYet);
        Duration before = end.age(now);
        boolean putOff = sent != null && sent.compareTo(LATE_FIRST_POLL) >= 0;
        // A job that had ended at the first poll may have ended days ago, unless its age is known.
        boolean bounded = notYet != null || end.ageAtStart != null || putOff;
        Optional<Duration> stated = stated(result.snapshot(), after, before);
        if (stated.isPresent()) {
            return stated.map(Observation::exact);
        }
        if (!bounded || end.isAgeDoubtful(now) || !Checks.isCredible(before)) {
            return Optional.empty();
        }
        Duration held = before.minus(RESPONSE_TIME);
        Duration least = result.held() && held.compareTo(after) > 0 ? held : after;
        return least.compareTo(before) < 0 ? Optional.of(Observation.between(least, before)) : Optional.empty();
    }

    /**
     * The age at which the job had not ended. One that is hours off would be learned as the duration of such jobs. Zero if only the time
     * of this wait counts, and another wait saw that before.
     */
    private static Duration outlived(WaitState end, Duration notYet) {
        Duration age = end.isAgeDoubtful(notYet) ? notYet : end.age(notYet);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** The server's own times, unless they contradict what the wait saw: its clock may be wrong. */
    private static Optional<Duration> stated(Snapshot snapshot, Duration after, Duration before) {
        return snapshot.createdAt()
                .flatMap(created -> snapshot.finishedAt().map(finished -> Duration.between(created, finished)))
                .filter(Checks::isCredible)
                .filter(took -> took.compareTo(after.minus(CLOCK_TOLERANCE)) >= 0
                        && took.compareTo(before.plus(CLOCK_TOLERANCE)) <= 0);
    }

    private static int size(Snapshot job) {
        int result = job.result().entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        return job.id().length() + job.json().length() + result;
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
