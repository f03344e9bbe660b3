package dev.fermata.simulator.dialect.elevenlabs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsOptions.OldTranscript;
import dev.fermata.simulator.files.ResultFiles;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The video and the transcripts of a dub. Their errors have a shape of their own, and a dub that is not over is 425. */
record DubFiles(Services services, SettingValues options, ElevenLabsJobs jobs) {

    private static final String SOURCE = "source";
    private static final String SRT = "srt";
    private static final String WEBVTT = "webvtt";
    private static final String JSON = "json";
    private static final List<String> FORMATS = List.of(SRT, WEBVTT, JSON);

    /** The errors of these routes. */
    static final String TOO_EARLY = "dubbing_not_dubbed";

    static final String NO_DUB = "dubbing_not_found";
    static final String NO_TRANSCRIPT = "transcript_not_found";

    Response audio(Request request) {
        String language = request.value(1);
        finished(request, NO_DUB, "There is no dubbing for language " + Printable.value(language) + ".", false);
        return ResultFiles.video(request);
    }

    Response transcript(Request request) {
        JobSpec spec = transcribed(request);
        String format = format("format", request.value(2));
        ObjectNode body = ElevenLabsAnswers.object().put("transcript_format", format);
        body.put(SRT, format.equals(SRT) ? ResultFiles.srtOf(spec) : null)
                .put(WEBVTT, format.equals(WEBVTT) ? ResultFiles.vttOf(spec) : null);
        if (format.equals(JSON)) {
            body.set(JSON, utterances(spec));
        } else {
            body.putNull(JSON);
        }
        return ElevenLabsAnswers.ok(body);
    }

    /** The older route, whose answer is the transcript alone. */
    Response oldTranscript(Request request) {
        JobSpec spec = transcribed(request);
        String format = format("format_type", Objects.requireNonNullElse(request.query("format_type"), SRT));
        if (format.equals(JSON)) {
            return ElevenLabsAnswers.ok(utterances(spec));
        }
        String text = format.equals(SRT) ? ResultFiles.srtOf(spec) : ResultFiles.vttOf(spec);
        return options.get(ElevenLabsOptions.OLD_TRANSCRIPT) == OldTranscript.JSON
                ? ElevenLabsAnswers.ok(StringNode.valueOf(text))
                : Response.of(HttpResponseStatus.OK, "text/plain; charset=utf-8", text.getBytes(UTF_8));
    }

    private static String format(String name, String given) {
        if (!FORMATS.contains(given)) {
            throw ElevenLabsErrors.invalid(
                    name,
                    name + " is '" + Printable.value(given) + "'; allowed is " + String.join(", ", FORMATS) + ".");
        }
        return given;
    }

    /** The dub, with the language of the transcript. */
    private JobSpec transcribed(Request request) {
        JobSpec spec = finished(request, NO_TRANSCRIPT, "No transcript was found for the dub.", true)
                .spec();
        if (!request.value(1).equals(SOURCE)) {
            return spec;
        }
        String spoken = Objects.requireNonNullElse(spec.sourceLanguage(), ElevenLabsJobs.DETECTED);
        return new JobSpec(
                spec.sourceUrl(), spoken, spoken, spec.title(), null, spec.metadata(), spec.dialect(), spec.video());
    }

    private Job finished(Request request, String error, String message, boolean alsoSource) {
        Job job = jobs.dub(request.value(0)).orElse(null);
        if (job == null) {
            throw notFound(error, message);
        }
        State state = job.at(services.now()).state();
        if (!state.terminal()) {
            throw ElevenLabsErrors.flat(HttpResponseStatus.valueOf(425), TOO_EARLY, "Dubbing has not finished yet.");
        }
        String language = request.value(1);
        boolean known = language.equals(job.spec().targetLanguage()) || alsoSource && language.equals(SOURCE);
        if (state != State.COMPLETED || !known) {
            throw notFound(error, message);
        }
        return job;
    }

    private static RefusedException notFound(String error, String message) {
        return ElevenLabsErrors.flat(HttpResponseStatus.NOT_FOUND, error, message);
    }

    private static ObjectNode utterances(JobSpec spec) {
        ObjectNode json = ElevenLabsAnswers.object().put("language", spec.targetLanguage());
        ArrayNode utterances = json.putArray("utterances");
        String title = Objects.requireNonNullElse(spec.title(), spec.sourceUrl());
        utterances
                .addObject()
                .put("text", title)
                .put("speaker_id", "speaker_1")
                .put("start_s", 0.0)
                .put("end_s", 1.0)
                .putArray("words");
        return json;
    }
}
