package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The logs of a job: a line for each stage, and for a failure. */
record JobLogs(Job job) {

    /** Before everything that happens. */
    static final long START = -1;

    /** The lines later than {@code after} and up to {@code now}. */
    ArrayNode between(long after, long now) {
        ArrayNode logs = JsonMapper.shared().createArrayNode();
        JobTimeline timeline = job.timeline();
        for (long at = timeline.plan().submittedAt(); at <= now; at = timeline.nextChangeAfter(at)) {
            if (at > after) {
                add(logs, timeline.at(at), at);
            }
        }
        return logs;
    }

    private static void add(ArrayNode logs, Snapshot snapshot, long at) {
        if (snapshot.state() == State.FAILED) {
            add(logs, at, "ERROR", Objects.requireNonNull(snapshot.failure()).message());
        } else if (snapshot.state() == State.RUNNING) {
            add(logs, at, "INFO", snapshot.stage().word() + "...");
        }
    }

    private static void add(ArrayNode logs, long at, String level, String message) {
        logs.addObject()
                .put("timestamp", Micros.instant(at).toString())
                .put("level", level)
                .put("source", "USER")
                .put("message", message);
    }
}
