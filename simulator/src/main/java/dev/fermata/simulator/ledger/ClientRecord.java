package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Offence;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** Its place in the list of clients. */
    final int index;

    final String name;
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

    ClientRecord(int index, String name) {
        this.index = index;
        this.name = name;
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
        if (job.isUnfinished()) {
            unfinished--;
            forgotten++;
        }
    }

    /** It asks for a job for the first time. */
    void begins() {
        jobCount++;
        unfinished++;
    }

    void sawEnd(long delay, long duration) {
        unfinished--;
        ends.add(delay, duration);
    }

    /** It asks once more for one job, without being held. Many of these in one instant are clients in step. */
    void polledAgain(SeenRequest request) {
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
        jobs.values().forEach(job -> job.checkDeadline(now));
        List<RuleResult> results = new ArrayList<>();
        for (Rule rule : RULES) {
            results.add(
                    switch (rule) {
                        case GROWING_PAUSE -> pauses.growing();
                        case JITTER -> pauses.jitter();
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
        return forgotten == 0;
    }
}
