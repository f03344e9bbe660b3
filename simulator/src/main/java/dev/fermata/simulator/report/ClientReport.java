package dev.fermata.simulator.report;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well one client waits. The methods with a verb in their name are assertions for tests: they return this report, or throw an
 * {@link AssertionError} that says what was wrong. A rule that was not tested fails its assertion.
 *
 * <pre>{@code
 * simulator.report().client("my-service").neverAsksBeforeRetryAfter().costsAtMost(2);
 * }</pre>
 *
 * @param client its {@code X-Client-Id}; without one its API key, shortened; without both its {@code User-Agent} and address
 * @param requests all of them, except those for files
 * @param polls those that asked for the state of jobs, once for each request
 * @param held those of the polls that the server held
 * @param streams those of the polls that were streams of events
 * @param jobs how many different jobs it asked for
 * @param ended of how many of them it saw the end
 * @param requestsPerJob polls for each job
 * @param delay null if it saw no end
 * @param cost null if it saw no end
 * @param forgotten how many jobs were dropped from memory before it saw their end; what is said about rules leaves them out
 */
public record ClientReport(
        String client,
        Grade grade,
        long requests,
        long polls,
        long held,
        long streams,
        long jobs,
        long ended,
        double requestsPerJob,
        @Nullable Delay delay,
        @Nullable Cost cost,
        List<RuleResult> rules,
        long forgotten) {

    private static final String NO_END = "it saw no job end";

    public ClientReport {
        rules = List.copyOf(rules);
    }

    /** What is counted, without the sums that follow from it. */
    public record Counts(long requests, long polls, long held, long streams, long jobs, long ended, long forgotten) {}

    /**
     * @param durations of the last jobs whose end it saw, in seconds
     * @param patience how many seconds of delay one request is worth
     */
    public static ClientReport of(
            String client,
            Counts counts,
            @Nullable Delay delay,
            double[] durations,
            double patience,
            List<RuleResult> rules) {
        double perJob = counts.jobs() == 0 ? 0 : (double) counts.polls() / counts.jobs();
        Cost cost = delay == null
                ? null
                : new Cost(
                        // A job that the client has given up saves nothing.
                        patience * counts.polls() / counts.ended() + delay.mean(),
                        Schedules.best(durations, patience),
                        Schedules.peers(durations, patience));
        return new ClientReport(
                client,
                Grade.of(rules, cost),
                counts.requests(),
                counts.polls(),
                counts.held(),
                counts.streams(),
                counts.jobs(),
                counts.ended(),
                perJob,
                delay,
                cost,
                rules,
                counts.forgotten());
    }

    public RuleResult rule(Rule rule) {
        return rules.get(rule.ordinal());
    }

    /** Checks that the client keeps these rules, and that each was tested. */
    public ClientReport keeps(Rule... some) {
        for (Rule rule : some) {
            RuleResult result = rule(rule);
            if (result.verdict() != Verdict.PASS) {
                throw failure(result.toString());
            }
        }
        return this;
    }

    /** As {@link #keeps} with {@link Rule#RETRY_AFTER}. */
    public ClientReport neverAsksBeforeRetryAfter() {
        return keeps(Rule.RETRY_AFTER);
    }

    /** As {@link #keeps} with {@link Rule#STOPS_AFTER_END}. */
    public ClientReport stopsAfterTheEnd() {
        return keeps(Rule.STOPS_AFTER_END);
    }

    /** As {@link #keeps} with {@link Rule#CREATES_ONCE}. */
    public ClientReport createsOnce() {
        return keeps(Rule.CREATES_ONCE);
    }

    /** Checks that a wait costs at most so many times what the best schedule costs. */
    public ClientReport costsAtMost(double timesBest) {
        if (cost == null || cost.timesBest() > timesBest) {
            throw failure(cost == null ? NO_END : "it costs " + Text.number(cost.timesBest()) + " times the best");
        }
        return this;
    }

    /** Checks that of 100 ends, it learned 95 within that time. */
    public ClientReport learnsWithin(Duration time) {
        if (delay == null || delay.p95() > time.toNanos() / 1e9) {
            throw failure(delay == null ? NO_END : "its detection delay (p95) is " + Text.number(delay.p95()) + " s");
        }
        return this;
    }

    /** Checks that it has this grade or a better one. */
    public ClientReport hasGrade(Grade worst) {
        if (!grade.isAtLeast(worst)) {
            throw failure("its grade is " + grade + ": " + reasons());
        }
        return this;
    }

    /** What keeps it from a better grade, in one line. */
    public String reasons() {
        StringBuilder reasons = new StringBuilder();
        for (RuleResult result : rules) {
            if (result.verdict() == Verdict.FAIL) {
                reasons.append(reasons.isEmpty() ? "" : ", ")
                        .append(result.rule())
                        .append(result.rule().isRequired() ? "" : " (advice)");
            }
        }
        String broken = reasons.isEmpty() ? "no rule is broken" : "broken: " + reasons;
        return cost == null
                ? broken + "; it saw no job end"
                : broken + "; cost " + Text.number(cost.timesBest()) + " times the best";
    }

    private AssertionError failure(String what) {
        return new AssertionError("client '" + client + "': " + what);
    }
}
