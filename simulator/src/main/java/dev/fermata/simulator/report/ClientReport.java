package dev.fermata.simulator.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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
 * @param delay null if it saw no end
 * @param cost null if it saw no end
 * @param forgotten how many of its jobs, submissions, paths and lists were dropped from memory; rules leave out what came after
 */
@JsonPropertyOrder({"client", "grade"})
public record ClientReport(
        String client,
        long requests,
        long polls,
        long held,
        long streams,
        long jobs,
        long ended,
        @Nullable Delay delay,
        @Nullable Cost cost,
        List<RuleResult> rules,
        long forgotten) {

    private static final String NO_END = "it saw no job end";

    /**
     * The detection delay, in seconds: from the end of a job until a response showed it. The quantiles are those of the last 500 jobs.
     *
     * @param shareOfJob the mean delay divided by the mean duration of the jobs
     */
    public record Delay(double mean, double p50, double p95, double worst, double shareOfJob) {

        /**
         * @param delays at least one, in seconds; of the same jobs as the durations
         * @param mean of all jobs, as the next two
         */
        public static Delay of(double[] delays, double mean, double worst, double meanDuration) {
            double[] sorted = delays.clone();
            Arrays.sort(sorted);
            double share = meanDuration == 0 ? 0 : mean / meanDuration;
            return new Delay(mean, quantile(sorted, 0.5), quantile(sorted, 0.95), worst, share);
        }

        private static double quantile(double[] sorted, double part) {
            return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
        }
    }

    /**
     * What a wait costs at a given patience: {@code patience x requests + detection delay}, in seconds for each job.
     *
     * @param perJob what the client paid: all of its polls, for the jobs whose end it saw
     * @param best what the best schedule pays that knows the durations, but not which job has which, and that polls each job by itself. A
     *     client that holds requests, or asks for many jobs at once, can pay less
     * @param peers what other schedules pay for the same jobs, the cheapest first
     */
    public record Cost(double perJob, double best, List<Peer> peers) {

        public Cost {
            peers = List.copyOf(peers);
        }

        /**
         * @param durations of the last jobs whose end the client saw, in seconds
         * @param patience how many seconds of delay one request is worth
         */
        public static Cost of(double perJob, double[] durations, double patience) {
            return new Cost(perJob, Schedules.best(durations, patience), Schedules.peers(durations, patience));
        }

        /** The client's cost divided by the best one. */
        public double timesBest() {
            return best == 0 ? 1 : perJob / best;
        }
    }

    /** Another schedule on the same jobs: requests and delay are the mean of a job. */
    public record Peer(String schedule, double requests, double delay, double cost) {}

    public ClientReport {
        rules = List.copyOf(rules);
    }

    @JsonProperty
    public Grade grade() {
        return Grade.of(rules, cost);
    }

    /** Polls for each job. */
    @JsonProperty
    public double requestsPerJob() {
        return jobs == 0 ? 0 : (double) polls / jobs;
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
        if (!grade().isAtLeast(worst)) {
            throw failure("its grade is " + grade() + ": " + reasons());
        }
        return this;
    }

    /** What keeps it from a better grade, in one line. */
    public String reasons() {
        String broken = rules.stream()
                .filter(result -> result.verdict() == Verdict.FAIL)
                .map(RuleResult::rule)
                .map(rule -> rule.isRequired() ? rule.toString() : rule + " (advice)")
                .collect(Collectors.joining(", "));
        String none = forgotten > 0 ? "no rule is known to be broken; " : "no rule is broken; ";
        return (broken.isEmpty() ? none : "broken: " + broken + "; ")
                + (cost == null ? NO_END : "cost " + Text.number(cost.timesBest()) + " times the best");
    }

    private AssertionError failure(String what) {
        return new AssertionError("client '" + client + "': " + what);
    }
}
