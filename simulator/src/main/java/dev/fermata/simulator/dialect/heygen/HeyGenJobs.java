package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.scenario.ScenarioController.JobDefaults;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The jobs of this dialect: translations, and proofreads, which are jobs too. Their titles can be changed; all else is in the store. */
final class HeyGenJobs {

    static final String DIALECT = "heygen";

    /** Keys of the metadata of a job. */
    static final String KIND = "kind";

    static final String CALLBACK_ID = "callback_id";
    static final String AUDIO_ONLY = "translate_audio_only";
    static final String BATCH = "batch";
    static final String INDEX = "index";

    private static final Weighted<Failure> FAILURES = Weighted.equally(List.of(
            new Failure("audio_extraction_failed", "audio extraction failed"),
            new Failure("speaker_detection_failed", "speaker detection failed"),
            new Failure("lip_sync_failed", "lip-sync failed: no face was found"),
            new Failure("download_failed", "download_failed: the video could not be downloaded")));

    /** What a job does. */
    enum Kind {
        /** Usually 5 to 15 minutes. */
        TRANSLATION(Duration.ofMinutes(8), 0.35),
        /** Usually 3 to 5 minutes. */
        PROOFREAD(Duration.ofMinutes(4), 0.15);

        private final JobDefaults defaults;

        Kind(Duration usual, double spread) {
            defaults = new JobDefaults(
                    Distribution.exponential(Duration.ofSeconds(20)), Distribution.logNormal(usual, spread), FAILURES);
        }

        boolean is(Job job) {
            JobSpec spec = job.spec();
            return spec.dialect().equals(DIALECT)
                    && (this == PROOFREAD) == spec.metadata().containsKey(KIND);
        }
    }

    private final Services services;
    private final SettingValues options;
    private final Services limited;
    private final JobNotes titles;

    HeyGenJobs(Services services, SettingValues options) {
        this.services = services;
        this.options = options;
        JobLimiter limiter = new JobLimiter(services.jobs());
        limiter.most(options.get(HeyGenOptions.JOBS_AT_ONCE));
        limited = services.limitedBy(limiter);
        titles = new JobNotes(services);
    }

    Job find(Kind kind, String id) {
        return services.jobs()
                .find(id, services.now())
                .filter(kind::is)
                .orElseThrow(() -> HeyGenErrors.notFound(
                        kind == Kind.TRANSLATION ? TranslationEndpoints.UNKNOWN : HeyGenErrors.NOT_FOUND,
                        "There is no " + (kind == Kind.TRANSLATION ? "video translation" : "proofread") + " '"
                                + Printable.value(id) + "'."));
    }

    @Nullable
    Job findOrNull(String id) {
        return services.jobs()
                .find(id, services.now())
                .filter(Kind.TRANSLATION::is)
                .orElse(null);
    }

    /** Submits jobs that count among those that the client may have at once. */
    List<Job> submit(Request request, Kind kind, List<JobSpec> specs) {
        specs.forEach(spec -> refuseBadTarget("callback_url", spec.callbackUrl()));
        Services own = services.scenario().limitsJobs() ? services : limited;
        return own.submit(request, profile(kind), specs, services.now());
    }

    /** Submits jobs that do not count, because their queue is at the server. */
    List<Job> submitBatch(Request request, List<JobSpec> specs) {
        specs.forEach(spec -> refuseBadTarget("callback_url", spec.callbackUrl()));
        return services.submit(request, profile(Kind.TRANSLATION), specs, services.now());
    }

    /** Refuses a field with a URL to which no webhook may be sent. */
    void refuseBadTarget(String field, @Nullable String url) {
        if (url != null && options.get(HeyGenOptions.HTTPS_ONLY) && !url.regionMatches(true, 0, "https:", 0, 6)) {
            throw HeyGenErrors.invalid(field, field + " is '" + Printable.value(url) + "'; allowed is https only.");
        }
        services.refuseBadTarget(field, url);
    }

    private JobProfile profile(Kind kind) {
        return services.scenario().profile(kind.defaults);
    }

    /** Newest first. */
    Page<Job> page(Kind kind, Page.Wanted wanted) {
        JobQuery query = new JobQuery(null, wanted.limit() + 1, wanted.after(), (Predicate<Job>) kind::is);
        JobPage found;
        try {
            found = services.jobs().list(query, services.now());
        } catch (IllegalArgumentException badToken) {
            throw wanted.unknown(String.valueOf(wanted.after()));
        }
        List<Job> jobs = found.jobs();
        if (jobs.size() > wanted.limit()) {
            List<Job> shown = jobs.subList(0, wanted.limit());
            return new Page<>(shown, Page.token(shown.get(shown.size() - 1).id()));
        }
        String next = found.next();
        return new Page<>(jobs, next == null ? null : Page.token(next));
    }

    @Nullable
    String title(Job job) {
        String changed = titles.get(job);
        return changed == null ? job.spec().title() : changed;
    }

    void rename(Job job, String title) {
        titles.put(job, title);
    }

    void remove(Job job) {
        long now = services.now();
        if (options.get(HeyGenOptions.DELETE_UNFINISHED) == HeyGenOptions.Deletion.REFUSE
                && !job.at(now).state().terminal()) {
            throw HeyGenErrors.conflict(HeyGenErrors.CONFLICT, "The video translation is not over yet.");
        }
        services.jobs().remove(job.id(), now);
    }

    /** A text for each job that has one, such as a title that was changed. It is forgotten with the job. Thread-safe. */
    static final class JobNotes {

        /** In the map. */
        private static final long ENTRY = 80;

        private final Services services;
        private final Map<Long, String> byNumber = new ConcurrentHashMap<>();

        JobNotes(Services services) {
            this.services = services;
            services.jobs().subscribe(new JobListener() {
                @Override
                public void removed(Job job) {
                    byNumber.remove(job.number());
                }
            });
        }

        @Nullable
        String get(Job job) {
            return byNumber.get(job.number());
        }

        /** @throws RefusedException if there is no room for it */
        void put(Job job, String note) {
            String old = get(job);
            long before = old == null ? 0 : ENTRY + JobSpec.bytes(old);
            services.keep(job.number(), ENTRY + JobSpec.bytes(note) - before);
            byNumber.put(job.number(), note);
        }
    }
}
