package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.longpoll.Preference;
import dev.fermata.simulator.scenario.ScenarioController.JobDefaults;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What answers the calls. Created when it is first needed. */
final class ReplicateApi {

    private static final int LONGEST_WAIT = 60;
    private static final Pattern MODEL = Pattern.compile("\\w[\\w.-]{0,99}/\\w[\\w.-]{0,99}");

    /** Some seconds until it runs, and then from some seconds to some minutes. */
    private static final JobDefaults DEFAULTS = new JobDefaults(
            Distribution.exponential(Duration.ofSeconds(4)),
            Distribution.logNormal(Duration.ofSeconds(40), 0.7),
            Weighted.equally(List.of(
                    new Failure("download_failed", "The input file could not be downloaded."),
                    new Failure("no_speech_found", "There is no speech in the video."),
                    new Failure("out_of_memory", "CUDA out of memory."),
                    new Failure("interrupted", "Prediction interrupted; please retry (code: PA)"))));

    final PredictionEvents events;

    private final Services services;
    private final PredictionRequest requests;
    private final PredictionJson json;
    private final PredictionPages pages;

    ReplicateApi(Services services, SettingValues options) {
        this.services = services;
        requests = new PredictionRequest(services, options);
        json = new PredictionJson(options);
        pages = new PredictionPages(services, json);
        events = new PredictionEvents(services, json);
    }

    Answer answer(ReplicateCall call, Request request) {
        return switch (call) {
            case CREATE -> create(request, (asked, body) -> requests.ofVersion(body));
            case CREATE_OF_MODEL, CREATE_OF_DEPLOYMENT ->
                create(request, (asked, body) -> requests.ofModel(body, model(asked)));
            case LIST -> pages.list(request);
            case GET -> response(HttpResponseStatus.OK, find(request), links(request));
            case CANCEL -> cancel(request);
            case GET_SECRET -> secret();
        };
    }

    /** The model or deployment that the path names. All of them exist whose name is one. */
    private static String model(Request request) {
        String model = request.value(0) + "/" + request.value(1);
        if (!MODEL.matcher(model).matches()) {
            throw notFound("model or deployment", model);
        }
        return model;
    }

    private static RefusedException notFound(String what, String name) {
        return new RefusedException(Problem.of(
                HttpResponseStatus.NOT_FOUND,
                "not_found",
                "There is no " + what + " '" + Printable.value(name) + "'."));
    }

    private Answer create(Request request, BiFunction<Request, ObjectNode, JobSpec> reader) {
        return JsonBody.taking((asked, body) -> create(asked, reader.apply(asked, body)))
                .answer(request);
    }

    /** Answers at once, or if the client prefers to wait, when the prediction is over or the client's time is. */
    private Answer create(Request request, JobSpec spec) {
        long now = services.now();
        Job job = services.submit(request, services.scenario().profile(DEFAULTS), spec);
        ResultUrls links = links(request);
        Supplier<Response> created = () -> response(HttpResponseStatus.CREATED, job, links);
        Preference wait = services.longPolls().untilEnd(seconds(request));
        if (wait.seconds() == 0 || !services.longPolls().hasRoomFor(1)) {
            return created.get();
        }
        DeferredResponse held = services.longPolls().hold(List.of(job), wait, now, created);
        return (DeferredResponse) writer -> {
            writer.keep(links.root().length());
            return held.begin(writer);
        };
    }

    /** {@code wait} alone is the longest wait. */
    private static int seconds(Request request) {
        List<String> prefer = request.head().headers().getAll("prefer");
        return Preference.says(prefer, "wait", "")
                ? LONGEST_WAIT
                : (int) Math.min(
                        LONGEST_WAIT,
                        Preference.waiting(prefer).orElse(Duration.ZERO).toSeconds());
    }

    private Job find(Request request) {
        String id = request.value(0);
        return services.jobs()
                .find(id, services.now())
                .filter(job -> PredictionPages.isPrediction(job)
                        && PredictionJson.id(job).equals(id))
                .orElseThrow(() -> notFound("prediction", id));
    }

    /** A prediction that is over stays as it is. */
    private Response cancel(Request request) {
        Job job = find(request);
        services.jobs().apply(job.id(), JobCommand.cancel(), services.clock()::micros);
        return response(HttpResponseStatus.OK, job, links(request));
    }

    private Response secret() {
        ObjectNode key = JsonMapper.shared().createObjectNode();
        key.put("key", services.webhooks().secret().text());
        return Response.json(HttpResponseStatus.OK, key);
    }

    private ResultUrls links(Request request) {
        return services.results().in(request);
    }

    private Response response(HttpResponseStatus status, Job job, ResultUrls links) {
        return Response.of(status, "application/json", json.bytes(job, links, services.now()));
    }
}
