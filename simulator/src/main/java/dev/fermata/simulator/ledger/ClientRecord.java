package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.ClientReport.Cost;
import dev.fermata.simulator.report.ClientReport.Delay;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Offence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one client did. */
final class ClientRecord {

    private static final int MOST_PLACES = 100;
    private static final int MOST_LISTS = 16;
    /** For this time a job counts as one that it waits for. It may have given up without a word. */
    private static final long LATELY = 60_000_000;

    static final int MOST_PER_SECOND = 5;
    private static final long SECOND = 1_000_000;

    /** Its place in the list of clients. */
    final int index;

    final Clients.Identity identity;
    final String name;
    final RefusedPaths refusedPaths = new RefusedPaths();
    final Pauses pauses = new Pauses();
    private final Ends ends = new Ends();
    private final RuleCount[] counts =
            Stream.generate(RuleCount::new).limit(Rule.values().length).toArray(RuleCount[]::new);
    private final Map<Long, JobRecord> jobs = new HashMap<>();
    /** Most clients ask for the same jobs again, in the same order. */
    private JobRecord[] recent = {};
    /** The job of the last request at a path; of several, the first that is not over. If a request there is refused, it counts for this job. */
    final RecentEntries<Integer, JobRecord> jobAt = new RecentEntries<>(MOST_PLACES);
    /** What was put there last. Many clients ask for one job only. */
    private int lastPlace;

    private @Nullable JobRecord lastJob;

    private final PollsAtOnce pollsAtOnce;
    /** Its polls at the present instant. */
    int atOnce;

    long requests;
    private long polls;
    private long held;
    private long streams;
    private long jobCount;
    /** Its jobs that were dropped, and refused polls that count for no job, because the place of the job was dropped. */
    long forgotten;
    /** Webhooks for their jobs are no longer known to be for this client. */
    long forgottenSubmissions;

    /** When the last period of {@link #LATELY} began. */
    private long period = -2 * LATELY;
    /** For how many jobs it waits that it asked for last in this period. */
    private int waiting;
    /** The same for the period before. */
    private int waitingBefore;
    /** For how many jobs it waited when the present instant began, and has seen the end since. */
    private int endedAtOnce;

    /** The numbers of requests that were rejected when they were repeated. It need not ask for any of their jobs. */
    final RecentEntries<Integer, Boolean> rejected = new RecentEntries<>(MOST_PLACES);
    /** When each list, or page of one, is due again at the highest rate. */
    private final RecentEntries<Integer, Long> lists = new RecentEntries<>(MOST_LISTS);
    /** Its job of the small system. */
    @Nullable
    JobRecord small;

    /** Whether it has accepted a webhook. Who refuses all of them checks no signature. */
    boolean acceptsWebhooks;

    ClientRecord(int index, Clients.Identity identity, String name, PollsAtOnce pollsAtOnce) {
        this.index = index;
        this.identity = identity;
        this.name = name;
        this.pollsAtOnce = pollsAtOnce;
    }

    void check(Rule rule) {
        counts[rule.ordinal()].check();
    }

    void check(Rule rule, SeenRequest request) {
        counts[rule.ordinal()].check(request);
    }

    void broken(Rule rule, Supplier<Offence> how) {
        counts[rule.ordinal()].broken(how);
    }

    void broken(Rule rule, SeenRequest request, Supplier<String> how) {
        counts[rule.ordinal()].broken(request, how);
    }

    /**
     * @param earliest when {@code Retry-After} allowed the request; 0 if it did not say
     * @param real the same in real time. A client waits in real time, and the clock may have stood still or changed its speed
     */
    void retryAfter(SeenRequest request, long earliest, long real) {
        if (earliest != 0) {
            check(Rule.RETRY_AFTER, request);
            if (request.at < earliest && request.realAt < real) {
                broken(Rule.RETRY_AFTER, request, () -> (earliest - request.at) / 1_000 / 1_000.0 + " s too early");
            }
        }
    }

    void polled(boolean wasHeld, boolean isStream) {
        polls++;
        held += wasHeld ? 1 : 0;
        if (isStream) {
            streams++;
            check(Rule.USES_HOLD); // It is told at once, as by a held request.
        }
    }

    /** @param place of the job in the request */
    @Nullable
    JobRecord known(long job, int place) {
        JobRecord same = place < recent.length ? recent[place] : null;
        if (same != null && same.job == job) {
            return same;
        }
        JobRecord found = jobs.get(job);
        if (found != null) {
            recent = place < recent.length ? recent : Arrays.copyOf(recent, Math.max(place + 1, 2 * place));
            recent[place] = found;
        }
        return found;
    }

    /** It asks for a job at a path. */
    void askedAt(int place, JobRecord job) {
        if (place != lastPlace || job != lastJob) {
            lastPlace = place;
            lastJob = job;
            jobAt.put(place, job);
        }
    }

    void add(JobRecord job) {
        jobs.put(job.job, job);
    }

    /** Forgets a job to make room. */
    void forget(JobRecord job) {
        jobs.remove(job.job);
        recent = new JobRecord[0];
        jobAt.values().removeIf(each -> each == job);
        small = small == job ? null : small;
        forgotten++;
    }

    /** It asks for a job for the first time. */
    void begins() {
        jobCount++;
    }

    /**
     * It asks once more for a job whose end it has not seen.
     *
     * @param before when it did so last; the least number for never
     */
    void waitsFor(long at, long before) {
        if (Math.min(at, before) < period) {
            count(before, -1);
            count(at, 1);
        }
    }

    private void count(long asked, int change) {
        if (asked >= period) {
            waiting += change;
        } else if (asked >= period - LATELY) {
            waitingBefore += change;
        }
    }

    /**
     * It sees the end of a job that it asked for more than once.
     *
     * @param asked when it did so last
     */
    void waitsNoMore(long at, long asked) {
        pollsAtOnce.end(at);
        count(asked, -1);
        endedAtOnce += pollsAtOnce.hasBegun() ? 1 : 0;
    }

    void endInstant() {
        atOnce = 0;
        endedAtOnce = 0;
    }

    /** The instant and the period may be over. */
    void passTo(long now) {
        pollsAtOnce.end(now);
        if (now - period >= LATELY) {
            waitingBefore = now - period < 2 * LATELY ? waiting : 0;
            waiting = 0;
            period = now - now % LATELY;
        }
    }

    /** For how many jobs it waited when the instant began. */
    int waiting(long began) {
        passTo(began);
        return waiting + waitingBefore + endedAtOnce;
    }

    /**
     * It asks once more for a job, without being held.
     *
     * @param before when it asked for that job last
     */
    void polledAgain(long at, long before) {
        pollsAtOnce.polled(this, at, before);
    }

    /** It reads a list of jobs, or opens a stream. Which ones of the jobs it waits for, nobody knows. */
    void listed(SeenRequest request) {
        lists.put(request.place, rate(request, lists.getOrDefault(request.place, 0L)));
    }

    /**
     * It asks for the same once more.
     *
     * @param dueAt when that is due at the highest rate, as in a leaky bucket
     * @return when the next request is
     */
    long rate(SeenRequest request, long dueAt) {
        check(Rule.RATE, request);
        long next = Math.max(dueAt, request.at) + SECOND / MOST_PER_SECOND;
        if (next - request.at > SECOND) {
            broken(Rule.RATE, request, () -> "it is more than " + MOST_PER_SECOND + " within a second");
        }
        return next;
    }

    /**
     * It sees the end of a job.
     *
     * @param delay how late, in seconds
     * @param duration how long the job took, in seconds
     */
    void sawEnd(double delay, double duration) {
        ends.add(delay, duration);
    }

    /** @param ids the id of a job by its number; null if it is no longer there */
    ClientReport report(double patience, long now, LongFunction<@Nullable String> ids) {
        RuleCount deadlines = counts[Rule.KEEPS_DEADLINE.ordinal()].copy();
        jobs.values().forEach(job -> job.judgeDeadline(now, deadlines, ids));
        List<RuleResult> rules = Arrays.stream(Rule.values())
                .map(rule -> switch (rule) {
                    case GROWING_PAUSE -> pauses.growing();
                    case JITTER -> pauses.jitter();
                    case KEEPS_DEADLINE -> deadlines.result(rule, forgotten > 0);
                    default -> counts[rule.ordinal()].result(rule, isDoubtful(rule));
                })
                .toList();
        Delay delay = ends.delay();
        // A job that the client has given up saves nothing.
        double perJob = delay == null ? 0 : patience * polls / ends.count() + delay.mean();
        Cost cost = delay == null ? null : Cost.of(perJob, ends.durations(), patience);
        return new ClientReport(
                name, requests, polls, held, streams, jobCount, ends.count(), delay, cost, rules, forgotten());
    }

    /** Whether it may have broken the rule without a trace, or had no chance to. */
    private boolean isDoubtful(Rule rule) {
        return switch (rule) {
            case WEBHOOK_FORGED -> forgottenSubmissions > 0 || !acceptsWebhooks;
            case WEBHOOK_ANSWERED, WEBHOOK_REPEATED -> forgottenSubmissions > 0;
            case STOPS_AFTER_REJECTION, CREATES_ONCE -> forgotten + refusedPaths.forgotten() > 0;
            case RATE -> forgotten() > forgottenSubmissions;
            default -> forgotten > 0;
        };
    }

    /** How many jobs, paths, submissions and lists were dropped. */
    long forgotten() {
        return forgotten + forgottenSubmissions + refusedPaths.forgotten() + lists.forgotten;
    }
}
