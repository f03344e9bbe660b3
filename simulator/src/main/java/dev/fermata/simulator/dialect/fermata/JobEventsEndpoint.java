package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.dialect.ServerSentEvents;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseStream;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.longpoll.JobWaits.JobWait;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v1/jobs/{id}/events}: the present state of the job, then every change, until it is over.
 *
 * <p>An event's id is the {@link JobChange}. The past follows from the job's timeline. So a client that reconnects with the
 * id of the last event misses nothing, and the server stores no events.
 */
final class JobEventsEndpoint implements Endpoint {

    private final Services services;
    private final JobJson json;

    JobEventsEndpoint(Services services, JobJson json) {
        this.services = services;
        this.json = json;
    }

    @Override
    public Answer answer(Request request) {
        long now = services.now();
        Job job = JobEndpoints.find(request, services.jobs(), now);
        JobChange last = JobChange.last(job.timeline(), JobChange.until(now));
        // An event of the future is from another simulator, or from before the clock was set back. It is ignored.
        Optional<JobChange> known = Optional.ofNullable(request.header("last-event-id"))
                .flatMap(JobChange::parse)
                .filter(change -> change.compareTo(JobChange.until(now)) <= 0);
        if (known.filter(from -> from.compareTo(last) >= 0).isPresent() && JobChange.isOver(job, now)) {
            // With 204, a browser does not connect again.
            return Response.empty(HttpResponseStatus.NO_CONTENT);
        }
        if (ServerSentEvents.isHead(request)) {
            return ServerSentEvents.HEAD;
        }
        JobJson linked = json.linked(request);
        return (DeferredResponse) reply -> new EventStream(job, linked, known, reply);
    }

    /** One stream. */
    private final class EventStream extends JobWait {

        private final Job job;
        private final JobJson linked;
        private final JobChange.Cursor changes;
        private final ResponseWriter writer;
        private final ResponseStream stream;

        EventStream(Job job, JobJson linked, Optional<JobChange> known, ResponseWriter writer) {
            super(services.waits(), List.of(job));
            this.job = job;
            this.linked = linked;
            this.writer = writer;
            long now = services.now();
            JobChange from = JobChange.last(job.timeline(), known.orElse(JobChange.until(now)));
            stream = writer.stream(ServerSentEvents.HEAD, ServerSentEvents.HEARTBEAT);
            changes = new JobChange.Cursor(job, from);
            if (known.filter(change -> change.compareTo(from) >= 0).isEmpty()) {
                send(from, now);
            }
            begin();
        }

        @Override
        protected long look(long now) {
            writer.attempt(() -> {
                changes.each(now, change -> send(change, now));
                if (JobChange.isOver(job, now)) {
                    answerNow();
                }
            });
            return changes.nextAt();
        }

        @Override
        protected void removed(long now) {
            look(now);
            stream.write(removal(now));
            answerNow();
        }

        private byte[] removal(long now) {
            byte[] json = ("{\"id\":\"" + job.id() + "\"}").getBytes(UTF_8);
            return ServerSentEvents.event(Long.toString(now), "removed", json);
        }

        private void send(JobChange change, long now) {
            stream.write(ServerSentEvents.event(change.id(), "job", linked.bytes(job, change, now)));
        }

        @Override
        public void answerNow() {
            end();
            stream.end();
        }
    }
}
