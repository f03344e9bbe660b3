package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseStream;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.longpoll.JobObserver;
import dev.fermata.simulator.longpoll.JobObservers;
import dev.fermata.simulator.longpoll.Subscription;
import io.netty.handler.codec.http.HttpResponseStatus;
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
    private final JobObservers observers;

    JobEventsEndpoint(JobStore jobs, LongSupplier clock, JobJson json, JobObservers observers) {
        this.jobs = jobs;
        this.clock = clock;
        this.json = json;
        this.observers = observers;
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
        return EventFormat.isHead(request) ? EventFormat.HEAD : (DeferredResponse) reply -> new Open(job, known, reply);
    }

    /** One stream. */
    private final class Open implements HeldRequest, JobObserver {

        private final JobChanges transitions;
        private final ResponseStream stream;
        private final Subscription watch;

        Open(Job job, Optional<JobChange> known, ResponseWriter reply) {
            long now = clock.getAsLong();
            JobChange from = JobChange.last(job.timeline(), known.orElse(JobChange.until(now)));
            stream = reply.stream(EventFormat.HEAD, EventFormat.HEARTBEAT);
            transitions = new JobChanges(job, from);
            watch = observers.watch(job, this, now);
            if (known.filter(change -> change.compareTo(from) >= 0).isEmpty()) {
                tell(job, from, now);
            }
            tellNews(job, now);
        }

        @Override
        public void changed(Job job, long now) {
            tellNews(job, now);
            if (jobs.find(job.number(), now).orElse(null) != job) {
                stream.write(EventFormat.removed(Long.toString(now), job.id()));
                answerNow();
            }
        }

        private void tellNews(Job job, long now) {
            transitions.each(now, change -> tell(job, change, now));
            if (JobChanges.isOver(job, now)) {
                answerNow();
            }
        }

        private void tell(Job job, JobChange change, long now) {
            stream.write(EventFormat.event(change.id(), "job", json.bytes(job, change, now)));
        }

        @Override
        public void disconnected() {
            watch.end();
        }

        @Override
        public void answerNow() {
            watch.end();
            stream.end();
        }
    }
}
