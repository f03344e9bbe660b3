package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.field.HttpDate;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a response says about a job at one time.
 *
 * @param links of the response
 */
record JobFacts(IdShape ids, Job job, JobTimeline timeline, Snapshot snapshot, long now, ResultUrls links) {

    private static final long SHORT = 100;
    private static final long LONG = 2_000;

    /** A template may have these placeholders. */
    static final Map<String, Template<JobFacts>> PLACEHOLDERS = placeholders();

    static JobFacts of(IdShape ids, Job job, long now, ResultUrls links) {
        JobTimeline timeline = job.timeline();
        return new JobFacts(ids, job, timeline, timeline.at(now), now, links);
    }

    State state() {
        return snapshot.state();
    }

    private static Map<String, Template<JobFacts>> placeholders() {
        Map<String, Template<JobFacts>> all = new LinkedHashMap<>();
        all.put("id", new Template<>(facts -> facts.ids.json(facts.job), SHORT));
        text(all, "state", SHORT, facts -> facts.state().word());
        text(all, "stage", SHORT, facts -> facts.snapshot.stage().word());
        all.put("progress", new Template<>(facts -> facts.progress(1_000, 1_000.0), SHORT));
        all.put("progress:percent", new Template<>(facts -> facts.progress(100, 1), SHORT));
        time(all, "created", facts -> facts.snapshot.submittedAt());
        time(all, "started", facts -> facts.snapshot.startedAt());
        time(all, "ended", facts -> facts.snapshot.endedAt());
        time(all, "updated", JobFacts::updatedAt);
        time(all, "expected", JobFacts::expectedAt);
        time(all, "now", JobFacts::now);
        all.put("retry_after", new Template<>(JobFacts::retryAfter, SHORT));
        text(
                all,
                "error_code",
                SHORT,
                facts -> facts.failure() == null ? null : facts.failure().code());
        text(
                all,
                "error_message",
                LONG,
                facts -> facts.failure() == null ? null : facts.failure().message());
        text(all, "source_url", LONG, facts -> facts.job.spec().sourceUrl());
        text(all, "source_language", SHORT, facts -> facts.job.spec().sourceLanguage());
        text(all, "target_language", SHORT, facts -> facts.job.spec().targetLanguage());
        text(all, "title", LONG, facts -> facts.job.spec().title());
        text(all, "callback_url", LONG, facts -> facts.job.spec().callbackUrl());
        text(all, "video_url", LONG, facts -> facts.file(".mp4"));
        text(all, "srt_url", LONG, facts -> facts.file(".srt"));
        text(all, "vtt_url", LONG, facts -> facts.file(".vtt"));
        text(all, "prefix", SHORT, facts -> facts.links.prefix());
        text(all, "base", LONG, facts -> facts.links.root());
        return all;
    }

    private static void text(
            Map<String, Template<JobFacts>> all,
            String name,
            long longest,
            Function<JobFacts, @Nullable String> value) {
        all.put(
                name,
                new Template<>(
                        facts -> {
                            String text = value.apply(facts);
                            return text == null ? null : StringNode.valueOf(text);
                        },
                        longest));
    }

    /** ISO 8601, and other ways in which APIs write times. */
    private static void time(Map<String, Template<JobFacts>> all, String name, ToLongFunction<JobFacts> time) {
        time(all, name, time, at -> StringNode.valueOf(Micros.instant(at).toString()));
        time(all, name + ":seconds", time, at -> LongNode.valueOf(Math.floorDiv(at, 1_000_000L)));
        time(all, name + ":millis", time, at -> LongNode.valueOf(Math.floorDiv(at, 1_000L)));
        time(all, name + ":http", time, at -> StringNode.valueOf(HttpDate.of(at)));
    }

    private static void time(
            Map<String, Template<JobFacts>> all,
            String name,
            ToLongFunction<JobFacts> time,
            Function<Long, JsonNode> written) {
        all.put(
                name,
                new Template<>(
                        facts -> {
                            long at = time.applyAsLong(facts);
                            return at == Micros.NEVER ? null : written.apply(at);
                        },
                        SHORT));
    }

    /** Rounded down, so that only a completed job has all of it. */
    private @Nullable JsonNode progress(int parts, double unit) {
        if (!timeline.plan().profile().hints().progress()) {
            return null;
        }
        int done = (int) (snapshot.progress() * parts);
        return unit == 1 ? IntNode.valueOf(done) : DoubleNode.valueOf(done / unit);
    }

    private long updatedAt() {
        return snapshot.endedAt() != Micros.NEVER
                ? snapshot.endedAt()
                : snapshot.startedAt() != Micros.NEVER ? snapshot.startedAt() : snapshot.submittedAt();
    }

    private long expectedAt() {
        return state().terminal() ? Micros.NEVER : timeline.expectedAt();
    }

    private @Nullable JsonNode retryAfter() {
        long at = expectedAt();
        return at == Micros.NEVER ? null : LongNode.valueOf(Hints.retryAfter(at, now));
    }

    private @Nullable Failure failure() {
        return snapshot.failure();
    }

    private @Nullable String file(String extension) {
        return state() == State.COMPLETED ? links.of(job.id(), extension, now) : null;
    }
}
