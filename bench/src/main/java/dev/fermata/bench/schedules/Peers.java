package dev.fermata.bench.schedules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** The schedules of other waiters with their own defaults, as formulas. Their limits are ignored: they poll until the job has ended. */
final class Peers {

    /** A schedule that draws random numbers is represented by the mean over this many waits. */
    static final int DRAWS = 400;

    private Peers() {}

    static Map<String, PollTimes> all() {
        Map<String, PollTimes> all = new LinkedHashMap<>();
        all.put("the small system's client: 1, 2, 4, 8, 15, 15 ...", atOnce(n -> Math.min(Math.pow(2, n - 1), 15)));
        all.put(
                "HeyGen CLI: 2 s × 2 to 30 s, ±25 %",
                (n, age, r) -> n == 0 ? 0 : age + Math.min(2 * Math.pow(2, n - 1), 30) * r.nextDouble(0.75, 1.25));
        all.put("AWS SDK waiter, generic and S3: 5 s", atOnce(n -> 5));
        all.put("AWS SDK waiter, Transcribe: 10 s", atOnce(n -> 10));
        all.put("AWS SDK waiter, Elastic Transcoder: 30 s", atOnce(n -> 30));
        all.put("AWS SDK waiter, Transcribe language model: 120 s", atOnce(n -> 120));
        all.put(
                "Smithy waiters: 2 s to 120 s, full jitter above 2 s",
                (n, age, r) -> n == 0 ? 0 : age + 2 + r.nextDouble() * (Math.min(120, 2 * Math.pow(2, n - 1)) - 2));
        all.put("Azure SyncPoller, FormRecognizer: 5 s", atOnce(n -> 5));
        all.put("Azure SyncPoller, AppConfiguration: 30 s", atOnce(n -> 30));
        all.put("Azure PollerFlux: 5 s, first after 5 s", (n, age, r) -> age + 5);
        all.put("Azure PollerFlux: 30 s, first after 30 s", (n, age, r) -> age + 30);
        all.put(
                "gax: 5 s × 1.5 to 45 s, full jitter",
                (n, age, r) -> age + r.nextDouble() * Math.min(5 * Math.pow(1.5, n), 45));
        all.put(
                "gax, early services: 3 s × 1.5 to 45 s, full jitter",
                (n, age, r) -> age + r.nextDouble() * Math.min(3 * Math.pow(1.5, n), 45));
        all.put("OpenAI helpers, Python and Go: 1 s", atOnce(n -> 1));
        all.put("OpenAI helper, Node: 5 s", atOnce(n -> 5));
        all.put("Failsafe withBackoff(1 s, 30 s)", atOnce(n -> Math.min(Math.pow(2, n - 1), 30)));
        all.put("Resilience4j default: 0.5 s", atOnce(n -> 0.5));
        all.put("Resilience4j ofExponentialBackoff(): 0.5 s × 1.5, no cap", atOnce(n -> 0.5 * Math.pow(1.5, n - 1)));
        all.put(
                "Resilience4j exponential random: 0.5 s × 1.5, no cap, ±50 %",
                (n, age, r) -> n == 0 ? 0 : age + 0.5 * Math.pow(1.5, n - 1) * r.nextDouble(0.5, 1.5));
        all.put("Spring 7 RetryPolicy, spring-retry fixed: 1 s", atOnce(n -> 1));
        all.put("Spring 7 ExponentialBackOff: 2 s × 1.5 to 30 s", atOnce(n -> Math.min(2 * Math.pow(1.5, n - 1), 30)));
        all.put(
                "spring-retry uniform random: 0.5 s to 1.5 s",
                (n, age, r) -> n == 0 ? 0 : age + r.nextDouble(0.5, 1.5));
        all.put("spring-retry exponential: 0.1 s × 2 to 30 s", atOnce(n -> Math.min(0.1 * Math.pow(2, n - 1), 30)));
        all.put(
                "spring-retry exponential random: 0.1 s × 2 to 30 s",
                (n, age, r) -> n == 0 ? 0 : age + Math.min(0.1 * Math.pow(2, n - 1) * r.nextDouble(1, 2), 30));
        all.put("Awaitility: 0.1 s, first after 0.1 s", (n, age, r) -> age + 0.1);
        all.put("Awaitility, Fibonacci: 1, 1, 2, 3, 5 ... ms", atOnce(Peers::fibonacciMillis));
        all.put("guava-retrying exponentialWait(): 2, 4, 8 ... ms, no cap", atOnce(n -> Math.pow(2, n) / 1000));
        all.put("Kubernetes WaitUtils: 1 s", atOnce(n -> 1));
        return all;
    }

    /** By Binet's formula, without the powers of the smaller root, which round away. */
    private static double fibonacciMillis(int n) {
        return Math.rint(Math.pow((1 + Math.sqrt(5)) / 2, n) / Math.sqrt(5)) / 1000;
    }

    static PollTimes atOnce(IntToDoubleFunction pause) {
        return (n, age, r) -> n == 0 ? 0 : age + pause.applyAsDouble(n);
    }
}
