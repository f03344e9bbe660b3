package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.setting.MemoryShare;
import dev.fermata.simulator.webhook.Attempt;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for which job, when, and what the response showed. It keeps score of each client as requests come, so its memory does not
 * grow with their number: at most 256 clients and 48,000 jobs, counted once for each client, and fewer with little memory. To be used on
 * the event loop.
 */
public final class Ledger {

    /** With all its bounds, if there is much memory. With less, the bounds are lower. */
    static final int BYTES = 32 << 20;

    static final int MOST_JOBS = MemoryShare.LEDGER.count(48_000, BYTES / 48_000, 1);
    /** The dialects whose requests can be held. */
    private static final Set<String> HOLDING = Set.of("status", "fermata");

    private final JobStore store;
    final VirtualClock clock;
    private final boolean holds;
    private final LongUnaryOperator smallBeganAt;
    private final LongUnaryOperator smallEndsAt;
    private final LongPredicate smallFails;
    private final Clients clients = new Clients();
    private final Timeline timeline = new Timeline();
    /** In the order in which they came. */
    private final ArrayDeque<JobRecord> records = new ArrayDeque<>();

    final WebhookScore webhooks = new WebhookScore(timeline, clients);
    private int requests;
    private long clearings;

    /** The request whose endpoint runs now; null for one to {@code GET /status}, which looks at no job. */
    @Nullable
    FollowedRequest current;

    /**
     * @param store finds the jobs of requests that do not reach an endpoint
     * @param holds whether requests can be held at all
     * @param smallBeganAt when the present job of {@code GET /status} began, at a time
     * @param smallEndsAt when it ends, or has ended. No two of its jobs end at the same time
     * @param smallFails whether the job of that time ends in an error
     */
    public Ledger(
            JobStore store,
            VirtualClock clock,
            boolean holds,
            LongUnaryOperator smallBeganAt,
            LongUnaryOperator smallEndsAt,
            LongPredicate smallFails) {
        this.store = store;
        this.clock = clock;
        this.holds = holds;
        this.smallBeganAt = smallBeganAt;
        this.smallEndsAt = smallEndsAt;
        this.smallFails = smallFails;
        store.subscribe(new JobListener() {
            @Override
            public void submitted(Job job) {
                FollowedRequest followed = current;
                if (followed != null) {
                    if (!followed.submits) {
                        followed.request.forgetJobs(); // It has looked at others to know whether it may.
                    }
                    followed.submits = true;
                    followed.request.looksAt(job);
                }
            }
        });
    }

    /**
     * A request comes. It is not followed, and the result is null, if there are too many clients.
     *
     * @param key its API key, if it has one
     */
    public @Nullable FollowedRequest follow(
            Request request, @Nullable String key, String dialect, Endpoint endpoint, long now) {
        ClientRecord client = clients.of(request, key);
        if (client == null) {
            return null;
        }
        client.requests++;
        boolean offersHold = holds && HOLDING.contains(dialect);
        JobRecord small = dialect.equals("status") ? small(client, now) : null;
        SeenRequest seen = new SeenRequest(request, small != null, endpoint, requests++, now, clock.realTimeAt(now));
        return new FollowedRequest(this, client, seen, new AskedJobs(this, client, seen, offersHold, small), endpoint);
    }

    private JobRecord small(ClientRecord client, long now) {
        // Negative, as the numbers of other jobs are not.
        long key = -1 - smallEndsAt.applyAsLong(now);
        JobRecord before = client.small;
        if (before != null && before.job == key) {
            return before;
        }
        if (before != null) {
            before.replaced(now);
        }
        JobRecord known = client.known(key, 0);
        JobRecord present = known != null ? known : add(new JobRecord(client, key, smallBeganAt.applyAsLong(now)));
        client.small = present;
        return present;
    }

    State smallOutcome(long now) {
        return smallFails.test(now) ? State.FAILED : State.COMPLETED;
    }

    /** @param index the place of the job in the request */
    JobRecord record(ClientRecord client, Job job, int index) {
        JobRecord known = client.known(job.number(), index);
        return known != null
                ? known
                : add(new JobRecord(client, job.number(), job.timeline().plan().submittedAt()));
    }

    private JobRecord add(JobRecord made) {
        if (records.size() == MOST_JOBS) {
            JobRecord oldest = records.remove();
            oldest.client.forget(oldest);
        }
        records.add(made);
        made.client.add(made);
        return made;
    }

    Optional<Job> find(@Nullable String id, long now) {
        return id == null ? Optional.empty() : store.find(id, now);
    }

    /** A webhook was sent, and was answered or not. */
    public void attempted(Attempt attempt, long now) {
        find(attempt.job(), now).ifPresent(job -> webhooks.attempted(attempt, job.number(), now));
    }

    /**
     * @param patience how many seconds of detection delay one request is worth
     * @param only the name of one client; null for all
     */
    public Report report(double patience, @Nullable String only, long now) {
        clients.endInstant(now);
        LongFunction<@Nullable String> ids =
                number -> store.find(number, now).map(Job::id).orElse(null);
        return new Report(
                Micros.instant(now).toString(),
                patience,
                clients.unnamed(),
                clients.all().stream()
                        .filter(each -> only == null || each.name.equals(only))
                        .map(each -> each.report(patience, now, ids))
                        .toList());
    }

    /** Forgets everything: all jobs are removed. */
    public void clear() {
        clients.clear();
        records.clear();
        webhooks.clear();
        timeline.clear();
        clearings++;
    }

    public Timeline timeline() {
        return timeline;
    }

    /** In the order of their first requests. */
    public List<String> clientNames() {
        return clients.all().stream().map(each -> each.name).toList();
    }

    /** How often everything was forgotten. */
    public long clearings() {
        return clearings;
    }
}
