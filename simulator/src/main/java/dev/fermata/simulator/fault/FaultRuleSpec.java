package dev.fermata.simulator.fault;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go wrong, and how. Without more, all of them do, except those to {@code /admin}, {@code /healthz} and
 * the page.
 *
 * <p>Requests are counted for each job that they name, and for each route where they name none; {@link #first},
 * {@link #every} and {@link #chance} go by that count, and all that are set must hold. So what happens to one job does
 * not depend on who asks about others meanwhile. The first rule that matches decides; latencies add up.
 * A rule for a dialect or route that there is not is refused when it is put to work.
 *
 * <p>Immutable.
 *
 * @param fault what goes wrong
 * @param dialect only requests in this dialect, {@code fermata}, {@code status} or {@code files}
 * @param route only this route, such as {@code GET /v1/jobs/{id}}, or path, such as {@code /v1/*}; the method may be left out
 * @param job only requests for the job with this id
 * @param first only the first so many; 0 for no such bound
 * @param every only every n-th; 1 for all
 * @param chance and of these only this part, drawn by the seed
 */
public record FaultRuleSpec(
        FaultSpec fault,
        @Nullable String dialect,
        @Nullable String route,
        @Nullable String job,
        int first,
        int every,
        double chance) {

    private static final int MOST = 1_000_000_000;

    public FaultRuleSpec {
        FaultChecks.that(
                dialect == null || dialect.matches("[a-z0-9-]{1,50}"), "dialect", dialect, "a word such as fermata");
        FaultChecks.that(
                route == null || route.matches("([A-Z]{1,20} )?/[!-~]{0,500}"),
                "route",
                route,
                "a route such as 'GET /v1/jobs/{id}', or a path such as '/v1/*'");
        FaultChecks.that(job == null || job.matches("[!-~]{1,200}"), "job", job, "the id of a job");
        FaultChecks.that(first >= 0 && first <= MOST, "first", first, "0 (all) to 1000000000");
        FaultChecks.that(every >= 1 && every <= MOST, "every", every, "1 (all) to 1000000000");
        FaultChecks.that(chance >= 0 && chance <= 1, "chance", chance, "0 (never) to 1 (always)");
        boolean plain = dialect == null && route == null && job == null && first == 0 && every == 1;
        FaultChecks.that(
                !fault.ofJobs() || plain,
                "what goes with " + fault.word(),
                describe(dialect, route, job, first, every),
                "only chance, for it is drawn when a job is submitted (one job is held with"
                        + " POST /admin/jobs/{id}/hold)");
    }

    /** Always and everywhere. */
    public static FaultRuleSpec of(FaultSpec fault) {
        return new FaultRuleSpec(fault, null, null, null, 0, 1, 1);
    }

    public FaultRuleSpec dialect(String only) {
        return new FaultRuleSpec(fault, only, route, job, first, every, chance);
    }

    public FaultRuleSpec route(String only) {
        return new FaultRuleSpec(fault, dialect, only, job, first, every, chance);
    }

    public FaultRuleSpec job(String only) {
        return new FaultRuleSpec(fault, dialect, route, only, first, every, chance);
    }

    public FaultRuleSpec first(int only) {
        FaultChecks.that(only >= 1, "first", only, "1 to 1000000000; leave it out for all");
        return new FaultRuleSpec(fault, dialect, route, job, only, every, chance);
    }

    public FaultRuleSpec every(int nth) {
        return new FaultRuleSpec(fault, dialect, route, job, first, nth, chance);
    }

    public FaultRuleSpec chance(double probability) {
        return new FaultRuleSpec(fault, dialect, route, job, first, every, probability);
    }

    private static String describe(
            @Nullable String dialect, @Nullable String route, @Nullable String job, int first, int every) {
        StringJoiner set = new StringJoiner(", ");
        if (dialect != null) {
            set.add("dialect " + dialect);
        }
        if (route != null) {
            set.add("route " + route);
        }
        if (job != null) {
            set.add("job " + job);
        }
        if (first != 0) {
            set.add("first " + first);
        }
        if (every != 1) {
            set.add("every " + every);
        }
        return set.toString();
    }
}
