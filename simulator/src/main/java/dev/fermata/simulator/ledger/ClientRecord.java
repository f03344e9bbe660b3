package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Offence;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one client did. */
final class ClientRecord {

    private static final Rule[] RULES = Rule.values();
    /** Polls of different jobs within that time come at the same instant. */
    private static final long INSTANT = 100_000;
    /** A client with fewer jobs need not spread its polls. */
    private static final int MANY_JOBS = 10;

    private static final int MOST_PLACES = 32;

    /** Its place in the list of clients. */
    final int index;

    final String name;
    private final Fleet fleet;
    final Places places = new Places();
    final Pauses pauses = new Pauses();
    private final Ends ends = new Ends();
    private final Tally[] tallies = new Tally[RULES.length];
    private final Map<Long, JobRecord> jobs = new HashMap<>();
    /** Most clients ask for the same job again. */
    private @Nullable JobRecord latest;

    private long requests;
    private long polls;
    private long held;
    private long streams;
    private long jobCount;
    private long forgotten;
    /** Jobs that it asks for, and whose end it has not seen. */
    private int unfinished;

    private long instant;
    private int inInstant;

    /** The jobs of the last request at a path that names none. */
    private final Map<Integer, JobRecord> byPlace = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, JobRecord> eldest) {
            return size() > MOST_PLACES;
        }
    };

    ClientRecord(int index, String name, Fleet fleet) {
        this.index = index;
        this.name = name;
        this.fleet = fleet;
        for (int i = 0; i < tallies.length; i++) {
            tallies[i] = new Tally();
        }
    }

    void check(Rule rule) {
        tallies[rule.ordinal()].check();
    }

    /** @param detail asked for the first offences only */
    void broken(Rule rule, SeenRequest request, Supplier<String> detail) {
        Tally tally = tallies[rule.ordinal()];
        if (tally.breaks()) {
            tally.add(request.offence(detail.get()));
        }
    }

    void broken(Rule rule, Offence offence) {
        Tally tally = tallies[rule.ordinal()];
        if (tally.breaks()) {
            tally.add(offence);
        }
    }

    /** @param earliest when {@code Retry-After} allowed the request; 0 if it did not say */
    void retryAfter(SeenRequest request, long earliest) {
        if (earliest != 0) {
            check(Rule.RETRY_AFTER);
            if (request.at < earliest) {
                broken(Rule.RETRY_AFTER, request, () -> (earliest - request.at) / 1_000 / 1_000.0 + " s too early");
            }
        }
    }

    void request() {
        requests++;
    }

    void poll(boolean wasHeld, boolean isStream) {
        polls++;
        held += wasHeld ? 1 : 0;
        streams += isStream ? 1 : 0;
    }

    @Nullable
    JobRecord known(long job) {
        JobRecord same = latest;
        if (same != null && same.job == job) {
            return same;
        }
        JobRecord found = jobs.get(job);
        latest = found == null ? latest : found;
        return found;
    }

    void add(JobRecord job) {
        jobs.put(job.job, job);
    }

    /** Forgets a job to make room. */
    void forget(JobRecord job) {
        jobs.remove(job.job);
        latest = latest == job ? null : latest;
        byPlace.values().remove(job);
        unfinished -= job.isUnfinished() ? 1 : 0;
        forgotten++;
    }

    /** It asks for a job for the first time. */
    void begins() {
        jobCount++;
        unfinished++;
    }

    /** A job for which it asks at a path that names none. If such a request is refused, it counts for this job. */
    void askedAt(int place, JobRecord job) {
        byPlace.put(place, job);
    }

    @Nullable
    JobRecord askedAt(int place) {
        return byPlace.isEmpty() ? null : byPlace.get(place);
    }

    boolean isWaiting() {
        return unfinished > 0;
    }

    void sawEnd(long delay, long duration) {
        unfinished--;
        ends.add(delay, duration);
    }

    /** It asks once more for one job, without being held. Many of these in one instant are clients in step. */
    void polledAgain(SeenRequest request) {
        fleet.polled(this, request.at);
        if (request.at - instant >= INSTANT) {
            if (instant != 0 && unfinished >= MANY_JOBS) {
                check(Rule.SPREAD);
                if (2 * inInstant >= unfinished) {
                    broken(
                            Rule.SPREAD,
                            request,
                            () -> inInstant + " polls for " + unfinished + " jobs came within 0.1 s before");
                }
            }
            instant = request.at;
            inInstant = 0;
        }
        inInstant++;
    }

    ClientReport report(double patience, long now) {
        Tally deadlines = tallies[Rule.KEEPS_DEADLINE.ordinal()].copy();
        jobs.values().forEach(job -> job.judgeDeadline(now, deadlines));
        List<RuleResult> results = new ArrayList<>();
        for (Rule rule : RULES) {
            results.add(
                    switch (rule) {
                        case GROWING_PAUSE -> pauses.growing();
                        case JITTER -> pauses.jitter();
                        case KEEPS_DEADLINE -> deadlines.result(rule);
                        default -> tallies[rule.ordinal()].result(rule);
                    });
        }
        return ClientReport.of(
                name,
                new ClientReport.Counts(requests, polls, held, streams, jobCount, ends.count(), forgotten),
                ends.delay(),
                ends.durations(),
                patience,
                results);
    }

    boolean isComplete() {
        return forgotten == 0 && !places.hasForgotten();
    }
}
