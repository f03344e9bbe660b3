package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Jobs as JSON. Written without a library, because this happens thousands of times a second. */
final class JobJson {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    /** Where a link begins in {@link #forAll}. In JSON, this character is always escaped. */
    static final String ANYWHERE = "\u0001";

    private final ResultUrls urls;
    /** The last one that was asked for. Nearly all requests come to one address, so they share it. */
    private @Nullable JobJson last;

    JobJson(ResultUrls urls) {
        this.urls = urls;
    }

    /** The same with links for that request. To be used on the event loop. */
    JobJson linked(Request request) {
        ResultUrls asked = urls.in(request);
        JobJson known = last;
        if (known == null || known.urls != asked && !known.root().equals(asked.root())) {
            known = new JobJson(asked);
            last = known;
        }
        return known;
    }

    /** The same for clients at several addresses: each link begins with {@link #ANYWHERE} instead of {@link #root}. */
    JobJson forAll() {
        return new JobJson(urls.at(ANYWHERE, ""));
    }

    /** What links begin with. */
    String root() {
        return urls.root();
    }

    /** One job, as it is at that moment. */
    byte[] bytes(Job job, long now) {
        StringBuilder json = new StringBuilder(512);
        append(json, job, job.timeline(), now, now);
        return json.toString().getBytes(UTF_8);
    }

    /**
     * One job, as it was when it changed.
     *
     * @param now when it is sent: signed URLs of the result are valid from then on
     */
    byte[] bytes(Job job, JobChange change, long now) {
        StringBuilder json = new StringBuilder(512);
        append(json, job, change.timeline(job), change.at(), now);
        return json.toString().getBytes(UTF_8);
    }

    /** {@code {"jobs":[...]}}, and {@code more} before the last brace. */
    byte[] bytes(List<Job> jobs, long now, String more) {
        StringBuilder json = new StringBuilder(512 * jobs.size() + 64).append("{\"jobs\":[");
        append(json, jobs, now, Integer.MAX_VALUE);
        return json.append(']').append(more).append('}').toString().getBytes(UTF_8);
    }

    /**
     * {@code {"jobs":[...]}} with the first of the jobs, at least one of them: as many as fit into about that number of characters.
     *
     * @param more what comes before the last brace, for the number of jobs that are in the list
     */
    byte[] bytes(List<Job> jobs, long now, int most, IntFunction<String> more) {
        StringBuilder json = new StringBuilder(512 * jobs.size() + 64).append("{\"jobs\":[");
        int listed = append(json, jobs, now, most);
        return json.append(']')
                .append(more.apply(listed))
                .append('}')
                .toString()
                .getBytes(UTF_8);
    }

    private int append(StringBuilder json, List<Job> jobs, long now, int most) {
        for (int i = 0; i < jobs.size(); i++) {
            if (json.length() > most) {
                return i;
            }
            if (i > 0) {
                json.append(',');
            }
            append(json, jobs.get(i), jobs.get(i).timeline(), now, now);
        }
        return jobs.size();
    }

    /** The body of a webhook: that the job has ended, and the job as it was then. */
    byte[] webhookBody(Job job, long at) {
        StringBuilder json = new StringBuilder(640);
        json.append("{\"type\":\"job.").append(job.at(at).state().word());
        json.append("\",\"timestamp\":\"").append(Micros.instant(at)).append("\",\"data\":");
        append(json, job, job.timeline(), at, at);
        return json.append('}').toString().getBytes(UTF_8);
    }

    private void append(StringBuilder json, Job job, JobTimeline timeline, long at, long now) {
        Snapshot snapshot = timeline.at(at);
        String id = job.id();
        json.append("{\"id\":\"").append(id);
        json.append("\",\"state\":\"").append(snapshot.state().word());
        json.append("\",\"stage\":\"").append(snapshot.stage().word()).append('"');
        if (timeline.plan().profile().hints().progress()) {
            progress(json, snapshot.progress());
        }
        spec(json, job.spec());
        time(json, "submitted_at", snapshot.submittedAt());
        time(json, "started_at", snapshot.startedAt());
        time(json, "ended_at", snapshot.endedAt());
        if (!snapshot.state().terminal()) {
            time(json, "expected_at", timeline.expectedAt());
        }
        if (snapshot.state() == State.COMPLETED) {
            result(json, id, now);
        }
        Failure failure = snapshot.failure();
        if (failure != null) {
            json.append(",\"error\":{\"code\":");
            quoted(json, failure.code());
            json.append(",\"message\":");
            quoted(json, failure.message());
            json.append('}');
        }
        json.append('}');
    }

    private static void spec(StringBuilder json, JobSpec spec) {
        text(json, "source_url", spec.sourceUrl());
        text(json, "source_language", spec.sourceLanguage());
        text(json, "target_language", spec.targetLanguage());
        text(json, "title", spec.title());
        text(json, "callback_url", spec.callbackUrl());
        if (!spec.metadata().isEmpty()) {
            json.append(",\"metadata\":{");
            String[] separator = {""};
            spec.metadata().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> {
                        json.append(separator[0]);
                        separator[0] = ",";
                        quoted(json, entry.getKey());
                        json.append(':');
                        quoted(json, entry.getValue());
                    });
            json.append('}');
        }
    }

    private void result(StringBuilder json, String id, long now) {
        json.append(",\"result\":{\"video_url\":\"").append(urls.of(id, ".mp4", now));
        json.append("\",\"srt_url\":\"").append(urls.of(id, ".srt", now));
        json.append("\",\"vtt_url\":\"").append(urls.of(id, ".vtt", now)).append("\"}");
    }

    /** With three digits, and 1 only if it is exactly that. */
    private static void progress(StringBuilder json, double progress) {
        int thousandths = (int) (progress * 1_000);
        json.append(",\"progress\":").append(thousandths == 1_000 ? "1.0" : "0.");
        if (thousandths < 1_000) {
            json.append((char) ('0' + thousandths / 100))
                    .append((char) ('0' + thousandths / 10 % 10))
                    .append((char) ('0' + thousandths % 10));
        }
    }

    private static void time(StringBuilder json, String name, long micros) {
        if (micros != Micros.NEVER) {
            json.append(",\"").append(name).append("\":\"");
            Rfc3339.append(json, micros);
            json.append('"');
        }
    }

    private static void text(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(",\"").append(name).append("\":");
            quoted(json, value);
        }
    }

    static void quoted(StringBuilder json, String value) {
        json.append('"');
        ENCODER.quoteAsString(value, json);
        json.append('"');
    }

    /** Writes times as {@code 2026-01-01T00:00:00.000000Z}, many times as fast as the JDK does. */
    private static final class Rfc3339 {

        private static final long DAY = 86_400_000_000L;

        /** The last days that were written, each at the place of its number. If threads race, one computes a day again. */
        private static final @Nullable Day[] LAST = new Day[64];

        /** @param midnight the text of its first moment. Not to be changed */
        private record Day(long number, byte[] midnight) {}

        private Rfc3339() {}

        static void append(StringBuilder text, long micros) {
            long number = Math.floorDiv(micros, DAY);
            int place = (int) number & LAST.length - 1;
            Day day = LAST[place];
            if (day == null || day.number() != number) {
                String midnight = Micros.instant(number * DAY).toString().replace("Z", ".000000Z");
                day = new Day(number, midnight.getBytes(ISO_8859_1));
                LAST[place] = day;
            }
            byte[] time = day.midnight().clone();
            long rest = micros - number * DAY;
            int seconds = (int) (rest / 1_000_000);
            add(time, 1, (int) (rest % 1_000_000));
            add(time, 8, seconds % 60);
            add(time, 11, seconds / 60 % 60);
            add(time, 14, seconds / 3_600);
            text.append(new String(time, ISO_8859_1));
        }

        /** Adds the digits of a number to zeros that end so many characters before the end. */
        private static void add(byte[] time, int before, int number) {
            for (int i = time.length - before, left = number; left > 0; left /= 10) {
                time[--i] += (byte) (left % 10);
            }
        }
    }
}
