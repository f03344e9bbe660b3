package dev.fermata.simulator.dialect.runway;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.runway.RunwayOptions.Canceled;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.scenario.ScenarioController.JobDefaults;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What answers the calls. Created when it is first needed. */
final class RunwayApi {

    private static final String MODEL = "eleven_voice_dubbing";
    private static final List<String> LANGUAGES = List.of(
            "en,hi,pt,zh,es,fr,de,ja,ar,ru,ko,id,it,nl,tr,pl,sv,fil,ms,ro,uk,el,cs,da,fi,bg,hr,sk,ta".split(","));
    private static final int LONGEST_URI = 5 << 20;
    private static final int MOST_SPEAKERS = 1_000;

    private static final JobDefaults DEFAULTS = new JobDefaults(
            Distribution.exponential(Duration.ofSeconds(5)),
            Distribution.logNormal(Duration.ofMinutes(1), 0.5),
            Weighted.equally(List.of(
                    new Failure("INTERNAL.BAD_OUTPUT.CODE01", "An unexpected error occurred."),
                    new Failure("INPUT_PREPROCESSING.INTERNAL", "The input could not be processed."),
                    new Failure("ASSET.INVALID", "The audio could not be read."))));

    private final Services services;
    private final SettingValues options;
    private final TaskJson json;

    RunwayApi(Services services, SettingValues options) {
        this.services = services;
        this.options = options;
        json = new TaskJson(services, options);
    }

    Answer answer(RunwayCall call, Request request) {
        String version = request.header("x-runway-version");
        if (options.get(RunwayOptions.VERSION_REQUIRED) && (version == null || version.isBlank())) {
            throw RunwayErrors.withoutVersion();
        }
        return switch (call) {
            case CREATE -> JsonBody.taking(this::create).answer(request);
            case GET -> response(json.of(find(request), request));
            case DELETE -> delete(request);
        };
    }

    private Response create(Request request, ObjectNode body) {
        Job job = services.submit(request, services.scenario().profile(DEFAULTS), List.of(spec(body)), services.now())
                .get(0);
        services.chosenIds().put(TaskJson.id(job), job);
        return response(json.created(job));
    }

    private static JobSpec spec(ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        fields.required("model", fields.word("model", List.of(MODEL)));
        String language = fields.required("targetLang", fields.word("targetLang", LANGUAGES));
        String audio = fields.required("audioUri", fields.text("audioUri", LONGEST_URI));
        if (!audio.matches("(?s)(https://|runway://|data:audio/).+")) {
            throw RefusedException.badField(
                    "audioUri",
                    "invalid_value",
                    "audioUri is '" + Printable.value(audio)
                            + "'; allowed is an https URL, a runway:// URI, or a data URI with audio.");
        }
        fields.yes("disableVoiceCloning", false);
        fields.yes("dropBackgroundAudio", false);
        fields.whole("numSpeakers", 1, MOST_SPEAKERS);
        // Nobody reads what a data URI contains, and it is long.
        String source = audio.startsWith("data:") ? "data:" : audio;
        return new JobSpec(source, language, null, null, null, Map.of(), RunwayDialect.NAME, null);
    }

    private Job find(Request request) {
        String id = request.value(0);
        return TaskJson.jobId(id)
                .flatMap(job -> services.jobs().find(job, services.now()))
                .filter(job -> job.spec().dialect().equals(RunwayDialect.NAME)
                        && TaskJson.id(job).equals(id))
                .filter(job -> options.get(RunwayOptions.CANCELED) == Canceled.SHOWN
                        || job.at(services.now()).state() != State.CANCELED)
                .orElseThrow(() -> RunwayErrors.notFound(id));
    }

    /** Cancels a task, or removes one that is over. */
    private Response delete(Request request) {
        Job job = find(request);
        long now = services.now();
        if (job.at(now).state().terminal()) {
            services.jobs().remove(job.id(), now);
        } else {
            services.jobs().apply(job.id(), JobCommand.cancel(), services::now);
        }
        return Response.empty(HttpResponseStatus.NO_CONTENT);
    }

    private static Response response(ObjectNode body) {
        return Response.json(HttpResponseStatus.OK, body);
    }
}
