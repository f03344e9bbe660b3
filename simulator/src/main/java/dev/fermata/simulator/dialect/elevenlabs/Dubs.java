package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsForm.Source;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsJobs.Kind;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsOptions.EarlyWords;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.setting.SettingValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/dubbing}, the older API: creates, shows, lists and deletes dubs into one language. */
record Dubs(Services services, SettingValues options, ElevenLabsJobs jobs, ElevenLabsAnswers answers) {

    private static final String STUDIO = "dubbing_studio";
    private static final String AUTO = "auto";
    /** Of which the newest are sorted for a list. */
    private static final int MOST_LISTED = 10_000;

    private static final int LONGEST = 1_000;

    Response create(Request request) {
        return answers.once(request, () -> {
            Job job = jobs.dub(request, spec(ElevenLabsForm.of(request)));
            return ElevenLabsAnswers.ok(ElevenLabsAnswers.object()
                    .put("dubbing_id", job.id())
                    .put("expected_duration_sec", ElevenLabsJobs.expectedSeconds(job)));
        });
    }

    private static JobSpec spec(ElevenLabsForm form) {
        RequestFields fields = form.fields();
        Source source = form.source();
        boolean studio = fields.yes(STUDIO, false);
        String target = ElevenLabsForm.language(fields, "target_lang");
        if (target == null && !studio) {
            throw RefusedException.badRequest(
                    "empty_target_language", "There is no target_lang. It is needed, unless dubbing_studio is true.");
        }
        fields.whole("num_speakers", 0, 1_000);
        for (String flag : List.of(
                "watermark",
                "highest_resolution",
                "drop_background_audio",
                "use_profanity_filter",
                "disable_voice_cloning")) {
            fields.yes(flag, false);
        }
        fields.word("mode", List.of("automatic", "manual"));
        fields.number("csv_fps", 0, LONGEST);
        fields.text("target_accent", LONGEST);
        boolean detected = AUTO.equals(fields.text("source_lang", LONGEST));
        String language = detected ? null : ElevenLabsForm.language(fields, "source_lang");
        String name = fields.text("name", LONGEST);
        Map<String, String> metadata = new HashMap<>(Map.of(ElevenLabsJobs.KIND, Kind.DUB.word));
        if (studio) {
            metadata.put(STUDIO, "true");
        }
        if (source.mimeType() != null) {
            metadata.put(ElevenLabsJobs.MIME_TYPE, source.mimeType());
        }
        return new JobSpec(
                source.address(),
                target == null ? ElevenLabsJobs.NO_LANGUAGE : target,
                language,
                name == null ? source.address() : name,
                null,
                metadata,
                ElevenLabsDialect.NAME,
                part(fields));
    }

    /** How much of the source is dubbed, if the request says so. */
    private static @Nullable Duration part(RequestFields fields) {
        Long from = fields.whole("start_time", 0, 86_400);
        Long to = fields.whole("end_time", 0, 86_400);
        long start = from == null ? 0 : from;
        if (to != null && to <= start) {
            throw ElevenLabsErrors.invalid("end_time", "end_time is " + to + "; it must be later than start_time.");
        }
        return to == null ? null : Duration.ofSeconds(to - start);
    }

    Response get(Request request) {
        return ElevenLabsAnswers.ok(json(find(request.value(0))));
    }

    Response delete(Request request) {
        jobs.remove(find(request.value(0)));
        return ElevenLabsAnswers.done();
    }

    private Job find(String id) {
        return jobs.dub(id).orElseThrow(() -> ElevenLabsErrors.unknown("dub", id));
    }

    Response list(Request request) {
        Page.Wanted wanted = Page.Wanted.of(request, "page_size", 100, 200, "cursor");
        Comparator<Job> order =
                words(request, "order_by", List.of("created_at", "name")).equals("name")
                        ? Comparator.comparing(job -> String.valueOf(job.spec().title()))
                        : Comparator.comparing(Job::number);
        boolean ascending = words(request, "order_direction", List.of("DESCENDING", "ASCENDING"))
                .equals("ASCENDING");
        boolean others = words(request, "filter_by_creator", List.of("all", "personal", "others"))
                .equals("others");
        List<String> sources = all(request, "creation_sources");
        boolean none = others || !sources.isEmpty() && !sources.contains("dubbing_api");
        List<Job> found = none ? new ArrayList<>() : newest(filter(request));
        found.sort(ascending ? order : order.reversed());
        Page<Job> page = Page.of(found, wanted, Job::id);
        return ElevenLabsAnswers.ok(
                ElevenLabsAnswers.page("dubs", page, this::json).put("has_more", page.next() != null));
    }

    private Predicate<Job> filter(Request request) {
        List<String> statuses = new ArrayList<>(all(request, "dubbing_statuses"));
        statuses.addAll(all(request, "dubbing_status"));
        List<String> languages = all(request, "target_language_codes");
        return job -> Kind.DUB.is(job)
                && (statuses.isEmpty() || statuses.contains(status(job.at(services.now()))))
                && (languages.isEmpty() || languages.contains(job.spec().targetLanguage()));
    }

    private List<Job> newest(Predicate<Job> wanted) {
        List<Job> found = new ArrayList<>();
        JobQuery query = JobQuery.newest(1_000).among(wanted);
        String next;
        do {
            JobPage page = services.jobs().list(query, services.now());
            found.addAll(page.jobs());
            next = page.next();
            query = query.after(next);
        } while (next != null && found.size() < MOST_LISTED);
        return found;
    }

    private static List<String> all(Request request, String name) {
        return request.query().getOrDefault(name, List.of());
    }

    /** The word of a parameter; the first allowed one without it. */
    static String words(Request request, String name, List<String> allowed) {
        String given = Objects.requireNonNullElse(request.query(name), allowed.get(0));
        if (!allowed.contains(given)) {
            throw ElevenLabsErrors.invalid(name, "Allowed for " + name + " is " + String.join(", ", allowed) + ".");
        }
        return given;
    }

    private ObjectNode json(Job job) {
        Snapshot snapshot = job.at(services.now());
        JobSpec spec = job.spec();
        String language = spec.sourceLanguage();
        boolean completed = snapshot.state() == State.COMPLETED;
        ObjectNode json = ElevenLabsAnswers.object()
                .put("dubbing_id", job.id())
                .put("name", spec.title())
                .put("status", status(snapshot))
                .put("source_language", language == null && completed ? ElevenLabsJobs.DETECTED : language);
        ArrayNode languages = json.putArray("target_languages");
        if (!spec.targetLanguage().equals(ElevenLabsJobs.NO_LANGUAGE)) {
            languages.add(spec.targetLanguage());
        }
        json.put("editable", spec.metadata().containsKey(STUDIO))
                .put("created_at", snapshot.submitted().toString());
        if (snapshot.state() == State.QUEUED) {
            json.putNull("media_metadata");
        } else {
            json.putObject("media_metadata")
                    .put("content_type", spec.metadata().getOrDefault(ElevenLabsJobs.MIME_TYPE, "video/mp4"))
                    .put("duration", ElevenLabsJobs.seconds(job));
        }
        return json.put("error", error(snapshot));
    }

    private static @Nullable String error(Snapshot snapshot) {
        Failure failure = snapshot.failure();
        return failure != null ? failure.message() : snapshot.state() == State.CANCELED ? "canceled" : null;
    }

    private String status(Snapshot snapshot) {
        return switch (snapshot.state()) {
            case COMPLETED -> "dubbed";
            case FAILED, CANCELED -> "failed";
            case QUEUED, RUNNING ->
                options.get(ElevenLabsOptions.STATUSES) == EarlyWords.DOCUMENTED
                        ? "dubbing"
                        : switch (snapshot.stage()) {
                            case QUEUED -> "queued";
                            case TRANSCRIBING -> "preparing";
                            case TRANSLATING -> "cloning";
                            default -> "dubbing";
                        };
        };
    }
}
