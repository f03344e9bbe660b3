package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Held;
import dev.fermata.simulator.http.Later;
import dev.fermata.simulator.http.Reply;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Stream;
import dev.fermata.simulator.watch.JobWatches;
import dev.fermata.simulator.watch.Watch;
import dev.fermata.simulator.watch.Watcher;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * {@code GET /v1/jobs/{id}/events}: how the job is, then every change, until it is over.
 *
 * <p>An event's id is the {@link Change}. The past follows from the job's course, so whoever comes back with the id of the
 * last event misses nothing, and nothing has to be remembered for that.
 */
final class JobEvents implements Endpoint {

    private final JobStore jobs;
    private final LongSupplier clock;
    private final JobJson json;
    private final JobWatches watches;

    JobEvents(JobStore jobs, LongSupplier clock, JobJson json, JobWatches watches) {
        this.jobs = jobs;
        this.clock = clock;
        this.json = json;
        this.watches = watches;
    }

    @Override
    public Answer answer(Request request) {
        long now = clock.getAsLong();
        Job job = Jobs.of(request, jobs, now);
        Change last = Change.last(job.course(), Change.until(now));
        // One that is still to come was told by another simulator, or before time was set back: it says nothing.
        Optional<Change> known = Optional.ofNullable(request.header("last-event-id"))
                .flatMap(Change::parse)
                .filter(change -> change.compareTo(Change.until(now)) <= 0);
        if (known.filter(from -> from.compareTo(last) >= 0).isPresent() && Transitions.isOver(job, now)) {
            // What tells a browser not to come back.
            return Response.empty(HttpResponseStatus.NO_CONTENT);
        }
        return Events.isHead(request) ? Events.HEAD : (Later) reply -> new Open(job, known, reply);
    }

    /** One stream. */
    private final class Open implements Held, Watcher {

        private final Transitions transitions;
        private final Stream stream;
        private final Watch watch;

        Open(Job job, Optional<Change> known, Reply reply) {
            long now = clock.getAsLong();
            Change from = Change.last(job.course(), known.orElse(Change.until(now)));
            stream = reply.stream(Events.HEAD, Events.HEARTBEAT);
            transitions = new Transitions(job, from);
            watch = watches.watch(job, this, now);
            if (known.filter(change -> change.compareTo(from) >= 0).isEmpty()) {
                tell(job, from, now);
            }
            tellNews(job, now);
        }

        @Override
        public void changed(Job job, long now) {
            tellNews(job, now);
            if (jobs.find(job.number(), now).orElse(null) != job) {
                stream.write(Events.removed(Long.toString(now), job.id()));
                hurry();
            }
        }

        private void tellNews(Job job, long now) {
            transitions.each(now, change -> tell(job, change, now));
            if (Transitions.isOver(job, now)) {
                hurry();
            }
        }

        private void tell(Job job, Change change, long now) {
            stream.write(Events.event(change.id(), "job", json.bytes(job, change, now)));
        }

        @Override
        public void gone() {
            watch.end();
        }

        @Override
        public void hurry() {
            watch.end();
            stream.end();
        }
    }
}
