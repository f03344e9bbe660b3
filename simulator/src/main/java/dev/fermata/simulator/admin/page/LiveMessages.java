package dev.fermata.simulator.admin.page;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.ServerSentEvents;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.ledger.Timeline;
import dev.fermata.simulator.text.Printable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** The messages for one page: all at first and after a reset, then what changed. */
final class LiveMessages {

    /** How much one message has. A page that stays behind by more than is kept misses looks, and is told how many. */
    private static final int JOBS = 1_000;

    private static final int LOOKS = 4_000;
    private static final int SMALL = 50;
    private static final int MARKS = 24;
    private static final int TITLE = 200;
    /** So many pauses may pass until the page is told how late it is by a clock that runs. */
    private static final int PAUSES = 8;

    private static final byte[] NOTHING = {};

    private final LiveRoute.Sources sources;
    private final ChangedJobs changed = new ChangedJobs();
    private long clearings = -1;
    private long nextLook;
    private int clients;
    private @Nullable StatusSequence small;
    private long nextSmall;
    private long toldNow;
    private double toldSpeed;
    private int pauses;

    LiveMessages(LiveRoute.Sources sources) {
        this.sources = sources;
    }

    ChangedJobs changed() {
        return changed;
    }

    boolean hasMore() {
        return !changed.isEmpty() || sources.ledger().timeline().next() > nextLook;
    }

    /** The next event; empty if nothing changed. */
    byte[] next() {
        long now = sources.clock().micros();
        StatusSequence sequence = sources.small().get();
        if (clearings != sources.ledger().clearings()) {
            clearings = sources.ledger().clearings();
            nextLook = 0;
            clients = 0;
            small = null;
            changed.addAll(sources.jobs(), now);
        } else if (!hasMore()
                && isClockKnown(now)
                && sequence == small
                && sequence.at(now).number() < nextSmall) {
            return NOTHING;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonMapper.shared().createGenerator(bytes)) {
            json.writeStartObject();
            clock(json, now);
            small(json, sequence, now);
            jobs(json, now);
            looks(json);
            json.writeEndObject();
        }
        return ServerSentEvents.data(bytes.toByteArray());
    }

    private boolean isClockKnown(long now) {
        double speed = sources.clock().speed();
        return speed == toldSpeed && (now == toldNow || speed > 0 && ++pauses < PAUSES);
    }

    private void clock(JsonGenerator json, long now) {
        toldNow = now;
        toldSpeed = sources.clock().speed();
        pauses = 0;
        json.writeNumberProperty("epoch", clearings)
                .writeNumberProperty("now", now)
                .writeNumberProperty("speed", toldSpeed)
                .writeStringProperty("scenario", sources.scenario().get());
    }

    private void small(JsonGenerator json, StatusSequence sequence, long now) {
        long present = sequence.at(now).number();
        nextSmall = Math.max(sequence == small ? nextSmall : 0, present - SMALL);
        small = sequence;
        boolean once = sequence.reset() == Micros.NEVER;
        json.writeArrayPropertyStart("small");
        for (; nextSmall <= present; nextSmall++) {
            long began = sequence.start() + (once ? 0 : nextSmall * (sequence.delay() + sequence.reset()));
            long end = sequence.endsAt(began);
            String result = sequence.at(end).result().toString();
            json.writeStartArray().writeNumber(began).writeNumber(end).writeString(result);
            (once ? json.writeNull() : json.writeNumber(end + sequence.reset())).writeEndArray();
        }
        json.writeEndArray();
    }

    private void jobs(JsonGenerator json, long now) {
        List<Long> gone = new ArrayList<>();
        json.writeArrayPropertyStart("jobs");
        for (long number : changed.take(JOBS)) {
            sources.jobs().find(number, now).ifPresentOrElse(job -> job(json, job), () -> gone.add(number));
        }
        json.writeEndArray().writePOJOProperty("gone", gone);
    }

    private static void job(JsonGenerator json, Job job) {
        String title = job.spec().title();
        json.writeStartArray()
                .writeNumber(job.number())
                .writeString(job.id())
                .writeString(job.spec().targetLanguage())
                .writeString(title == null ? "" : Printable.cut(title, TITLE));
        JobTimeline timeline = job.timeline();
        long at = timeline.plan().submittedAt();
        for (int i = 0; i < MARKS && at != Micros.NEVER; i++) {
            json.writeNumber(at).writeNumber(code(timeline.at(at)));
            at = timeline.nextChangeAfter(at);
        }
        json.writeEndArray();
    }

    /** The stage while the job is running, then 6 for completed, 7 for failed, 8 for canceled. */
    private static int code(Snapshot snapshot) {
        State state = snapshot.state();
        return state.terminal()
                ? 6 + state.ordinal() - State.COMPLETED.ordinal()
                : snapshot.stage().ordinal();
    }

    private void looks(JsonGenerator json) {
        Timeline timeline = sources.ledger().timeline();
        List<String> names = sources.ledger().clientNames();
        json.writeNumberProperty("from", clients)
                .writePOJOProperty("clients", List.copyOf(names.subList(clients, names.size())));
        clients = names.size();
        long from = Math.max(nextLook, timeline.oldest());
        json.writeNumberProperty("missed", from - nextLook).writeArrayPropertyStart("looks");
        nextLook = Math.min(from + LOOKS, timeline.next());
        timeline.write(json, from, nextLook);
        json.writeEndArray();
    }
}
