package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.ClientReport.Cost;
import dev.fermata.simulator.report.ClientReport.Delay;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Offence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one client did. */
final class ClientRecord {

    private static final Rule[] RULES = Rule.values();
    private static final int MOST_PLACES = 32;
    private static final JobRecord[] NONE = {};

    /** Its place in the list of clients. */
    final int index;

    final String name;
    private final Clients clients;
    final Places places = new Places();
    final Pauses pauses = new Pauses();
    private final Ends ends = new Ends();
    private final Tally[] tallies = new Tally[RULES.length];
    private final Map<Long, JobRecord> jobs = new HashMap<>();
    /** Most clients ask for the same jobs again, in the same order. */
    private JobRecord[] recent = NONE;

    private long requests;
    private long polls;
    private long held;
    private long streams;
    private long jobCount;
    private long forgotten;
    /** Jobs that it asks for, and whose end it has not seen. */
    private int unfinished;

    /** The polls of its jobs at one instant. */
    private final Crowd crowd = new Crowd();
    /** When it last polled once more. */
    long polledAt = -1;

    /** The job of the last request at a path that names none. */
    private final RecentEntries<Integer, JobRecord> byPlace = new RecentEntries<>(MOST_PLACES);

    ClientRecord(int index, String name, Clients clients) {
        this.index = index;
        this.name = name;
        this.clients = clients;
        for (int i = 0; i < tallies.length; i++) {
            tallies[i] = new Tally();
        }
    }

    void check(Rule rule) {
        tallies[rule.ordinal()].check();
    }

    void broken(Rule rule, SeenRequest request, Supplier<String> detail) {
        tallies[rule.ordinal()].broken(request, detail);
    }

    void broken(Rule rule, Supplier<Offence> how) {
        tallies[rule.ordinal()].broken(how);
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
        if (isStream) {
            streams++;
            check(Rule.USES_HOLD); // It is told at once, as by a held request.
        }
    }

    /** @param index the place of the job in the request */
    @Nullable
    JobRecord known(long job, int index) {
        JobRecord same = index < recent.length ? recent[index] : null;
        if (same != null && same.job == job) {
            return same;
        }
        JobRecord found = jobs.get(job);
        if (found != null) {
            if (index >= recent.length) {
                recent = Arrays.copyOf(recent, Math.max(index + 1, 2 * index));
            }
            recent[index] = found;
        }
        return found;
    }

    void add(JobRecord job) {
        jobs.put(job.job, job);
    }

    /** Forgets a job to make room. */
    void forget(JobRecord job) {
        jobs.remove(job.job);
        recent = NONE;
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

    /** It asks once more for one job, without being held. Many of these in one instant are in step. */
    void polledAgain(SeenRequest request) {
        clients.polled(this, request.at);
        if (crowd.isOver(request.at)) {
            if (crowd.size > 0 && Crowd.isMany(unfinished)) {
                check(Rule.SPREAD);
                if (crowd.isMostOf(unfinished)) {
                    broken(
                            Rule.SPREAD,
                            request,
                            () -> crowd.size + " polls for " + unfinished + " jobs came within 0.1 s before");
                }
            }
            crowd.begin(request.at);
        }
        crowd.size++;
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
        Delay delay = ends.delay();
        return new ClientReport(
                name,
                requests,
                polls,
                held,
                streams,
                jobCount,
                ends.count(),
                delay,
                // A job that the client has given up saves nothing.
                delay == null
                        ? null
                        : Cost.of(patience * polls / ends.count() + delay.mean(), ends.durations(), patience),
                results,
                forgotten);
    }

    boolean isComplete() {
        return forgotten == 0 && !places.hasForgotten();
    }
}
