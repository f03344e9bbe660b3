package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseStream;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.longpoll.JobWait;
import dev.fermata.simulator.longpoll.JobWaits;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * {@code GET /v1/jobs/{id}/events}: how the job is, then every change, until it is over.
 *
 * <p>An event's id is the {@link JobChange}. The past follows from the job's timeline, so whoever comes back with the id of the
 * last event misses nothing, and nothing has to be remembered for that.
 */
final class JobEventsEndpoint implements Endpoint {

    private final JobStore jobs;
    private final LongSupplier clock;
    private final JobJson json;
    private final JobWaits waits;

    JobEventsEndpoint(JobStore jobs, LongSupplier clock, JobJson json, JobWaits waits) {
        this.jobs = jobs;
        this.clock = clock;
        this.json = json;
        this.waits = waits;
    }

    @Override
    public Answer answer(Request request) {
        long now = clock.getAsLong();
        Job job = JobLookup.of(request, jobs, now);
        JobChange last = JobChange.last(job.timeline(), JobChange.until(now));
        // One that is still to come was told by another simulator, or before time was set back: it says nothing.
        Optional<JobChange> known = Optional.ofNullable(request.header("last-event-id"))
                .flatMap(JobChange::parse)
                .filter(change -> change.compareTo(JobChange.until(now)) <= 0);
        if (known.filter(from -> from.compareTo(last) >= 0).isPresent() && JobChanges.isOver(job, now)) {
            // What tells a browser not to come back.
            return Response.empty(HttpResponseStatus.NO_CONTENT);
        }
        return EventFormat.isHead(request)
                ? EventFormat.HEAD
                : (DeferredResponse) reply -> new EventStream(job, known, reply);
    }

    /** One stream. */
    private final class EventStream extends JobWait {

        private final Job job;
        private final JobChanges changes;
        private final ResponseWriter writer;
        private final ResponseStream stream;

        EventStream(Job job, Optional<JobChange> known, ResponseWriter writer) {
            super(waits, List.of(job));
            this.job = job;
            this.writer = writer;
            long now = clock.getAsLong();
            JobChange from = JobChange.last(job.timeline(), known.orElse(JobChange.until(now)));
            stream = writer.stream(EventFormat.HEAD, EventFormat.HEARTBEAT);
            changes = new JobChanges(job, from);
            if (known.filter(change -> change.compareTo(from) >= 0).isEmpty()) {
                send(from, now);
            }
            begin();
        }

        @Override
        protected long look(long now) {
            writer.attempt(() -> {
                changes.each(now, change -> send(change, now));
                if (JobChanges.isOver(job, now)) {
                    answerNow();
                }
            });
            return changes.nextAt();
        }

        @Override
        protected void removed(long now) {
            look(now);
            stream.write(EventFormat.removed(Long.toString(now), job.id()));
            answerNow();
        }

        private void send(JobChange change, long now) {
            stream.write(EventFormat.event(change.id(), "job", json.bytes(job, change, now)));
        }

        @Override
        public void answerNow() {
            end();
            stream.end();
        }
    }
}
