package dev.fermata.simulator.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code /files/}: the results of completed jobs. All jobs share one video and its sound; the subtitles are their own. */
public final class ResultFiles {

    /** The name for fault rules. API keys are not checked, because video players send none. */
    public static final String DIALECT = "files";

    /** In bytes. */
    public static final int VIDEO_SIZE = 45_856;

    private final JobStore jobs;
    private final LongSupplier clock;
    private final ResultUrls urls;
    /** Null until the first request for it. */
    private @Nullable ResultFile audio;

    /** Loaded with the first request for it. */
    private static final class Video {
        static final ResultFile FILE = load();
    }

    public ResultFiles(JobStore jobs, LongSupplier clock, ResultUrls urls) {
        this.jobs = jobs;
        this.clock = clock;
        this.urls = urls;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/files/{id}.mp4", file(job -> Video.FILE)),
                Route.get("/files/{id}.wav", file(job -> audio())),
                Route.get("/files/{id}.srt", file(job -> srt(job))),
                Route.get("/files/{id}.vtt", file(job -> vtt(job))));
    }

    private ResultFile audio() {
        ResultFile known = audio;
        if (known == null) {
            known = new ResultFile("audio/wav", Tone.wav());
            audio = known;
        }
        return known;
    }

    private static ResultFile srt(Job job) {
        return new ResultFile("application/x-subrip; charset=utf-8", Subtitles.srt(job.spec()));
    }

    private static ResultFile vtt(Job job) {
        return new ResultFile("text/vtt; charset=utf-8", Subtitles.vtt(job.spec()));
    }

    private Endpoint file(Function<Job, ResultFile> file) {
        return request -> {
            long now = clock.getAsLong();
            urls.check(request, now);
            return file.apply(completed(request, now)).answer(request);
        };
    }

    private Job completed(Request request, long now) {
        Job job = jobs.find(request.value(0), now)
                .orElseThrow(() -> notFound("There is no job '" + Printable.value(request.value(0))
                        + "'. The id is wrong, or the job was deleted with its files."));
        State state = job.at(now).state();
        if (state != State.COMPLETED) {
            throw notFound("Job '" + job.id() + "' is " + state.word() + "; only completed jobs have files.");
        }
        return job;
    }

    private static RefusedException notFound(String detail) {
        return new RefusedException(Problem.of(HttpResponseStatus.NOT_FOUND, "file_not_found", detail));
    }

    private static ResultFile load() {
        try (InputStream in = ResultFiles.class.getResourceAsStream("video.mp4")) {
            if (in == null) {
                throw new IllegalStateException("video.mp4 is missing in the jar");
            }
            return new ResultFile("video/mp4", in.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The video of every job, for a dialect that has it at a path of its own. */
    public static Response video(Request request) {
        return Video.FILE.answer(request);
    }

    /** The subtitles of a job in the format SubRip. */
    public static String srtOf(JobSpec spec) {
        return new String(Subtitles.srt(spec), UTF_8);
    }

    /** The subtitles of a job in the format WebVTT. */
    public static String vttOf(JobSpec spec) {
        return new String(Subtitles.vtt(spec), UTF_8);
    }

    /** The sound of the video: a tone of 440 Hz, as a WAV file with one channel of 8 bits. */
    static final class Tone {

        private static final int RATE = 8_000;
        private static final int SECONDS = 4;
        private static final double HERTZ = 440;

        private Tone() {}

        static byte[] wav() {
            int samples = RATE * SECONDS;
            ByteBuffer file = ByteBuffer.allocate(44 + samples).order(ByteOrder.LITTLE_ENDIAN);
            file.put(ascii("RIFF")).putInt(36 + samples).put(ascii("WAVEfmt ")).putInt(16);
            file.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE);
            file.putShort((short) 1).putShort((short) 8).put(ascii("data")).putInt(samples);
            for (int i = 0; i < samples; i++) {
                file.put((byte) (128 + 100 * Math.sin(2 * Math.PI * HERTZ * i / RATE)));
            }
            return file.array();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Subtitles for the video. Their text is the title of the job and the name of the language in that language. */
    static final class Subtitles {

        private Subtitles() {}

        /** In the format SubRip. */
        static byte[] srt(JobSpec spec) {
            StringBuilder text = new StringBuilder();
            List<String> lines = lines(spec);
            for (int i = 0; i < lines.size(); i++) {
                text.append(i + 1)
                        .append("\n00:00:0")
                        .append(i)
                        .append(",000 --> 00:00:0")
                        .append(i + 1)
                        .append(",000\n")
                        .append(lines.get(i))
                        .append("\n\n");
            }
            return text.toString().getBytes(UTF_8);
        }

        /** In the format WebVTT. */
        static byte[] vtt(JobSpec spec) {
            StringBuilder text = new StringBuilder("WEBVTT\n\n");
            List<String> lines = lines(spec);
            for (int i = 0; i < lines.size(); i++) {
                text.append("00:0")
                        .append(i)
                        .append(".000 --> 00:0")
                        .append(i + 1)
                        .append(".000\n")
                        .append(lines.get(i).replace("&", "&amp;").replace("<", "&lt;"))
                        .append("\n\n");
            }
            return text.toString().getBytes(UTF_8);
        }

        /** One for each second of the video. */
        private static List<String> lines(JobSpec spec) {
            Locale language = Locale.forLanguageTag(spec.targetLanguage());
            String title = spec.title() == null ? spec.sourceUrl() : spec.title();
            return List.of(oneLine(title), language.getDisplayName(language), "♪ 440 Hz ♪", "𝄐");
        }

        /** Without line breaks and arrows, which would end a cue or begin another one. */
        private static String oneLine(String text) {
            return text.replaceAll("[\\p{Cntrl}\\s]+", " ").replace("-->", "→").strip();
        }
    }
}
