package dev.fermata.cli.exam;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The parts of an exam, in their order. Each one is a scenario with one kind of trouble, so that the log shows with which one a client
 * has problems. Jobs are short, because clients wait in real time.
 */
public enum ExamPart {
    CALM(
            "Nothing goes wrong. How many requests does a wait take, and how late does the client know of the end?",
            plain -> plain),
    HINTS(
            "Retry-After says when the job is expected to end. Does the client ask earlier?",
            plain -> plain.with("hints.expected", "exact")),
    FLAKY(
            "Of 100 polls, 30 get 5xx without Retry-After, 5 a reset, 5 half a body. Does the client go on, with longer pauses?",
            plain -> plain.withFaults(List.of(
                    poll(Fault.status(500)).chance(0.1),
                    poll(Fault.status(502).saying("text/html", "<p>Bad Gateway</p>"))
                            .chance(0.1),
                    poll(Fault.status(503)).chance(0.1),
                    poll(Fault.resetBefore()).chance(0.05),
                    poll(Fault.truncatedBody(8)).chance(0.05)))),
    LIMITED(
            "The first poll of a job, the 21st request in 10 s, and a third job at once get 429 with Retry-After.",
            plain -> plain.with("limits.requests", 20)
                    .with("limits.window", "10s")
                    .with("limits.jobs", 2)
                    .with(poll(Fault.status(429).retryAfter(Duration.ofSeconds(3)))
                            .first(1))),
    OUTAGE(
            "The first four polls of a job get 503. Does the client wait longer each time, and never exactly as long?",
            plain -> plain.with(poll(Fault.status(503)).first(4))),
    TWICE(
            "The first POST or PUT at a path, and each third one, work, but get 503. New jobs get 404 for 2 s. Does the client submit twice, or give up?",
            plain -> plain.with(lost("POST /*").first(1))
                    .with(lost("POST /*").every(3))
                    .with(lost("PUT /*").first(1))
                    .with(lost("PUT /*").every(3))
                    .with(poll(Fault.notFoundAfterCreation(Duration.ofSeconds(2))))),
    STUCK(
            "Half of the jobs never end; nor does that of GET /status. Does the client give up at its deadline?",
            plain -> plain.with(FaultRule.of(Fault.stuck(0.99)).chance(0.5))
                    .with("status.total_delay", "1000h")
                    .with("status.reset_interval", "never")),
    WEBHOOKS(
            "One webhook in four is lost, half of them come twice, and half after one with a wrong signature.",
            plain -> plain.with("webhooks.lost_chance", 0.25)
                    .with("webhooks.duplicate_chance", 0.5)
                    .with("webhooks.forged_chance", 0.5));

    private final String sentence;
    private final UnaryOperator<Scenario> trouble;

    ExamPart(String sentence, UnaryOperator<Scenario> trouble) {
        this.sentence = sentence;
        this.trouble = trouble;
    }

    private static FaultRule poll(Fault fault) {
        return FaultRule.of(fault).route("GET /*");
    }

    /** A request that works, but the client cannot know that. */
    private static FaultRule lost(String route) {
        return FaultRule.of(Fault.acceptThen(503)).route(route);
    }

    /** What the simulator does in this part, and what that tests. */
    public String sentence() {
        return sentence;
    }

    /** What the simulator plays. Jobs take about 6 s. */
    public Scenario scenario() {
        return trouble.apply(Scenario.named("calm")
                .with("jobs.queue_time", "exponential 500ms")
                .with("jobs.running_time", "log_normal 5s 0.3")
                .with("hints.expected", "none")
                .with("status.total_delay", "6s")
                .with("status.reset_interval", "15s"));
    }

    /** As the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
