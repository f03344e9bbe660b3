package dev.fermata.simulator.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.RefusedException;
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
import java.util.List;
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
}
