package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobCommand.Effect;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/jobs/{id}}: one job. */
final class JobEndpoints {

    private static final List<String> PARAMETERS = List.of("wait", "until");

    private final JobStore jobs;
    private final LongSupplier clock;
    private final JobJson json;
    private final JobResponder views;

    JobEndpoints(JobStore jobs, LongSupplier clock, JobJson json, JobResponder views) {
        this.jobs = jobs;
        this.clock = clock;
        this.json = json;
        this.views = views;
    }

    Answer get(Request request) {
        QueryParameters.check(request, PARAMETERS);
        long now = clock.getAsLong();
        return views.answer(request, new OneJob(this, JobLookup.of(request, jobs, now)), now);
    }

    Answer cancel(Request request) {
        Job job = JobLookup.of(request, jobs, clock.getAsLong());
        Effect effect = jobs.apply(job.id(), JobCommand.cancel(), clock);
        long now = clock.getAsLong();
        return effect == Effect.TERMINAL
                ? Problem.of(
                        HttpResponseStatus.CONFLICT,
                        "job_over",
                        "Job '" + job.id() + "' is " + job.at(now).state().word()
                                + " already; only queued and running jobs can be canceled.")
                : Response.of(HttpResponseStatus.OK, "application/json", json.bytes(job, now));
    }

    Answer delete(Request request) {
        long now = clock.getAsLong();
        String id = request.value(0);
        return jobs.remove(id, now) ? Response.empty(HttpResponseStatus.NO_CONTENT) : JobLookup.unknown(id);
    }

    private record OneJob(JobEndpoints all, Job job) implements JobView {

        @Override
        public List<Job> jobs() {
            return List.of(job);
        }

        @Override
        public @Nullable Seen at(long now) {
            boolean there = all.jobs.find(job.number(), now).orElse(null) == job;
            return there ? new Seen(jobs(), all.json.bytes(job, now)) : null;
        }

        @Override
        public Response gone() {
            return JobLookup.unknown(job.id());
        }
    }
}
