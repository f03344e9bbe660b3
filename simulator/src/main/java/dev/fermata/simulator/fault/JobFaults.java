package dev.fermata.simulator.fault;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.fault.RuleMatcher.RequestFacts;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.setting.ValueType;
import java.time.Duration;
import java.util.List;

/** Faults of jobs: one that is not found yet, one that never ends, one that is taken back. */
public final class JobFaults {

    private static final String DRAWN = " It is drawn when the job is submitted, so only `chance` goes with it.";

    private JobFaults() {}

    /** 404 for a job that was submitted less than so long ago. */
    public record NotFoundAfterCreation(Duration lasting) implements FaultSpec {

        private static final FaultType.Field<NotFoundAfterCreation, Duration> LASTING = new FaultType.Field<>(
                "lasting",
                ValueType.duration(),
                Duration.ofSeconds(2),
                "how long after the submission",
                NotFoundAfterCreation::lasting);

        static final FaultType<NotFoundAfterCreation> TYPE = new FaultType<>(
                "not_found_after_creation",
                "The dialect's own 404 for a job that was submitted less than so long ago. In lists and among `ids` the job is"
                        + " missing. `GET /v1/events`, the response to the submission and webhooks are left alone, and so"
                        + " are lists if the rule is for one job. Only `GET` requests that name a job or list jobs"
                        + " are counted, and kept from later rules: a cancellation and a repeated creation see the job.",
                List.of(LASTING),
                values -> new NotFoundAfterCreation(values.get(LASTING)));

        public NotFoundAfterCreation {
            LASTING.check(lasting);
        }

        @Override
        public FaultType<NotFoundAfterCreation> type() {
            return TYPE;
        }

        @Override
        public boolean concerns(RequestFacts request) {
            Duration age = request.looksForJobs() ? request.age().get() : null;
            return age != null && age.compareTo(lasting) < 0;
        }

        @Override
        public boolean knownByResponse() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            return exchange.answerWithoutJobsAfter(exchange.decidedAt() - Micros.of(lasting));
        }
    }

    /** A job that never ends: it stops after that part of its running time. */
    public record Stuck(double after) implements FaultSpec {

        private static final FaultType.Field<Stuck, Double> AFTER = new FaultType.Field<>(
                "after", ValueType.number(0, 1, "0 to 1"), 0.99, "the part of the running time", Stuck::after);

        static final FaultType<Stuck> TYPE = new FaultType<>(
                "stuck",
                "The job stops after that part of its running time and never ends." + DRAWN,
                List.of(AFTER),
                values -> new Stuck(values.get(AFTER)));

        public Stuck {
            AFTER.check(after);
        }

        @Override
        public FaultType<Stuck> type() {
            return TYPE;
        }

        @Override
        public boolean ofJobs() {
            return true;
        }

        @Override
        public Anomalies anomalies(Anomalies usual, double chance) {
            return usual.withStuck(chance, after);
        }
    }

    /** A job that is completed for a while, then queued again for a while. */
    public record Relapse(Duration after, Duration lasting) implements FaultSpec {

        private static final FaultType.Field<Relapse, Duration> AFTER = new FaultType.Field<>(
                "after",
                ValueType.positiveDuration(),
                Duration.ofSeconds(2),
                "how long it is completed first",
                Relapse::after);
        private static final FaultType.Field<Relapse, Duration> LASTING = new FaultType.Field<>(
                "lasting",
                ValueType.positiveDuration(),
                Duration.ofSeconds(5),
                "how long until it is completed again",
                Relapse::lasting);

        static final FaultType<Relapse> TYPE = new FaultType<>(
                "relapse",
                "A completed job is queued again for a while." + DRAWN,
                List.of(AFTER, LASTING),
                values -> new Relapse(values.get(AFTER), values.get(LASTING)));

        public Relapse {
            AFTER.check(after);
            LASTING.check(lasting);
        }

        @Override
        public FaultType<Relapse> type() {
            return TYPE;
        }

        @Override
        public boolean ofJobs() {
            return true;
        }

        @Override
        public Anomalies anomalies(Anomalies usual, double chance) {
            return usual.withRelapse(chance, after, lasting);
        }
    }
}
