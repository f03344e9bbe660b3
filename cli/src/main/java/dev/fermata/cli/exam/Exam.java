package dev.fermata.cli.exam;

import dev.fermata.cli.console.PollLog;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays parts one after another, and lets clients take them. For one thread. */
final class Exam {

    private static final Logger LOG = LoggerFactory.getLogger("exam");
    private static final long LOOK_MILLIS = 100;

    /**
     * What is played.
     *
     * @param jobs how many ends the clients are to see in each part; with a command, also how often it runs at most
     * @param limit how long a part may take, in real time
     * @param command starts a client; null if somebody else does
     */
    record Plan(
            List<ExamPart> parts,
            int jobs,
            Duration limit,
            @Nullable String command) {}

    /** What the clients have done since the exam began. */
    private record Progress(int clients, long requests, long ended) {

        static Progress of(Report report) {
            return new Progress(
                    report.clients().size(),
                    report.unnamed()
                            + report.clients().stream()
                                    .mapToLong(ClientReport::requests)
                                    .sum(),
                    report.clients().stream().mapToLong(ClientReport::ended).sum());
        }

        Progress since(Progress before) {
            return new Progress(clients, requests - before.requests, ended - before.ended);
        }
    }

    private final Simulator simulator;
    private final Plan plan;
    /** Counted down when the exam is to end early. */
    private final CountDownLatch stop;

    Exam(Simulator simulator, Plan plan, CountDownLatch stop) {
        this.simulator = simulator;
        this.plan = plan;
        this.stop = stop;
    }

    /** Plays all parts. Ends early if it is stopped, or if no client comes to the first part. */
    void take() throws IOException, InterruptedException {
        LOG.info("listening on {}{}", simulator.uri(), plan.command() == null ? "; start your client" : "");
        for (ExamPart part : plan.parts()) {
            Progress before = Progress.of(simulator.report());
            take(part, before);
            if (stop.getCount() == 0) {
                LOG.info("stopped; the report is about the parts so far");
                return;
            }
            if (before.requests() == 0 && simulator.report().clients().isEmpty()) {
                LOG.info("no client came, so there is nothing to go on with");
                return;
            }
        }
    }

    private void take(ExamPart part, Progress before) throws IOException, InterruptedException {
        LOG.info("{} begins: {}", part, part.sentence());
        simulator.play(part.scenario());
        long began = System.nanoTime();
        Progress seen = new Progress(0, 0, 0);
        int runs = 0;
        String command = plan.command();
        boolean goesOn = true;
        try (ClientCommand client = new ClientCommand()) {
            while (goesOn && System.nanoTime() - began < plan.limit().toNanos()) {
                Progress now = Progress.of(simulator.report()).since(before);
                if (now.ended() > seen.ended()) {
                    LOG.info("{}: {} of {} ends seen, {} requests", part, now.ended(), plan.jobs(), now.requests());
                }
                seen = now;
                if (!client.isRunning()) {
                    goesOn = seen.ended() < plan.jobs() && runs < plan.jobs();
                    if (goesOn && command != null) {
                        if (runs++ > 0 && usesStatus()) {
                            // Begins another job of GET /status: there is one for each run.
                            simulator.play(part.scenario());
                        }
                        client.start(command, simulator.uri());
                    }
                }
                goesOn &= !stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        LOG.info(
                "{} is over after {}{}: {} ends seen, {} requests",
                part,
                PollLog.seconds(Duration.ofNanos(System.nanoTime() - began)),
                goesOn ? ", its time limit" : "",
                seen.ended(),
                seen.requests());
    }

    private boolean usesStatus() {
        return simulator.requests().stream().anyMatch(each -> each.path().endsWith("/status"));
    }
}
