package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.ServerSentEvents;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.fal.FalOptions.StreamedLogs;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.ResponseStream;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.longpoll.JobWaits.JobWait;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The status of a job as events: one now, and one after each change until the job is over. */
final class StatusStream extends JobWait {

    private final StatusJson json;
    private final Job job;
    private final ResultUrls links;
    private final boolean logs;
    private final ResponseWriter writer;
    private final ResponseStream stream;
    /** Up to when the client knows everything. */
    private long told = JobLogs.START;

    private boolean over;

    StatusStream(Services services, StatusJson json, Job job, ResultUrls links, boolean logs, ResponseWriter writer) {
        super(services.waits(), List.of(job));
        this.json = json;
        this.job = job;
        this.links = links;
        this.logs = logs;
        this.writer = writer;
        stream = writer.stream(ServerSentEvents.HEAD, ServerSentEvents.HEARTBEAT);
        begin();
    }

    /** The clock may have moved by several changes at once. */
    @Override
    protected long look(long now) {
        writer.attempt(() -> {
            if (told == JobLogs.START) {
                tell(now);
            }
            for (long at = nextChange(); at <= now; at = nextChange()) {
                tell(at);
            }
            // On a clock that stands still, a job can be ended by hand at the time of the last event.
            if (!over && job.at(now).state().terminal()) {
                tell(now);
            }
        });
        return nextChange();
    }

    private long nextChange() {
        return over ? Micros.NEVER : job.timeline().nextChangeAfter(told);
    }

    private void tell(long at) {
        boolean all = json.options().get(FalOptions.STREAMED_LOGS) == StreamedLogs.ALL;
        ArrayNode lines = logs ? new JobLogs(job).between(all ? JobLogs.START : told, at) : null;
        ObjectNode event = json.of(job, links, at, lines);
        // As the event says: the job may be ended by hand on another thread meanwhile.
        over = event.path("status").asString().equals(StatusJson.COMPLETED);
        told = at;
        stream.write(ServerSentEvents.data(JsonMapper.shared().writeValueAsBytes(event)));
        if (over) {
            answerNow();
        }
    }

    @Override
    protected void removed(long now) {
        answerNow();
    }

    @Override
    public void answerNow() {
        end();
        stream.end();
    }
}
