package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsOptions.Failing;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.scenario.ScenarioController.JobDefaults;
import dev.fermata.simulator.setting.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The jobs of this API: dubs, the preparations of projects, and the dubs of their languages. */
final class ElevenLabsJobs {

    /** Keys of the metadata of a job. */
    static final String KIND = "kind";

    static final String PROJECT = "project";
    static final String LANGUAGE = "language";
    static final String MIME_TYPE = "mime_type";
    static final String FILE_NAME = "file_name";

    /** The source's, if the client does not state it. */
    static final String DETECTED = "en";
    /** The target's of a job that has none. */
    static final String NO_LANGUAGE = "und";

    private static final Weighted<Failure> FAILURES = Weighted.equally(List.of(
            new Failure("internal_error", "An internal error occurred. Try again later."),
            new Failure("source_unreachable", "The source media could not be downloaded."),
            new Failure("no_speech", "No speech was found in the source media.")));

    /** What a job does. */
    enum Kind {
        DUB(Duration.ofMinutes(4)),
        PROJECT(Duration.ofSeconds(50)),
        LANGUAGE(Duration.ofMinutes(3));

        private static final Distribution QUEUED = Distribution.exponential(Duration.ofSeconds(10));

        final String word = name().toLowerCase(Locale.ROOT);
        private final Distribution running;

        Kind(Duration usual) {
            running = Distribution.logNormal(usual, 0.35);
        }

        private JobDefaults defaults(Distribution queued) {
            return new JobDefaults(queued, running, FAILURES);
        }

        boolean is(Job job) {
            return job.spec().dialect().equals(ElevenLabsDialect.NAME) && word.equals(of(job, KIND));
        }
    }

    private final Services services;
    private final Failing failing;
    private final boolean concurrency;
    private final Services limited;
    private final Services unlimited;

    ElevenLabsJobs(Services services, SettingValues options) {
        this.services = services;
        failing = options.get(ElevenLabsOptions.FAILING);
        concurrency = options.get(ElevenLabsOptions.CONCURRENCY);
        JobLimiter limiter = new JobLimiter(services.jobs());
        limiter.most(options.get(ElevenLabsOptions.JOBS_AT_ONCE));
        limited = services.limitedBy(limiter);
        unlimited = services.limitedBy(new JobLimiter(services.jobs()));
    }

    static String of(Job job, String key) {
        return job.spec().metadata().getOrDefault(key, "");
    }

    Job dub(Request request, JobSpec spec) {
        return submit(own(), request, services.scenario().profile(Kind.DUB.defaults(Kind.QUEUED)), spec);
    }

    /**
     * Prepares a project. If the scenario says how long jobs take, that is the time of a language, and the preparation has only its time in
     * the queue. It does not count among the jobs that a client may have at once.
     */
    Job project(Request request, JobSpec spec) {
        JobProfile profile = services.scenario().profile(Kind.PROJECT.defaults(Kind.QUEUED));
        if (!profile.runningTime().equals(Kind.PROJECT.running)) {
            profile = profile.withRunningTime(Distribution.fixed(Duration.ZERO));
        }
        return submit(unlimited, request, failing == Failing.PROJECT ? profile : flawless(profile), spec);
    }

    /** Dubs a project into a language. It is in the queue for as long as the project is being prepared. */
    Job language(Request request, JobSpec spec, Job preparation) {
        long now = services.now();
        long left = preparation.timeline().settlesAt();
        Distribution queued = left <= now || left == Micros.NEVER
                ? Kind.QUEUED
                : Distribution.fixed(Micros.duration(left - now).plusSeconds(2));
        JobProfile profile = services.scenario().profile(Kind.LANGUAGE.defaults(queued));
        return submit(own(), request, failing == Failing.LANGUAGE ? profile : flawless(profile), spec);
    }

    private Services own() {
        return services.scenario().limitsJobs() ? services : limited;
    }

    /** The same response with how many dubs and languages the client has, if it is to say that. */
    Response counted(Request request, Response created) {
        JobLimiter.Usage usage = own().limiter().usage(ApiKeys.client(request), services.now());
        return !concurrency || usage.most() == 0
                ? created
                : created.with(
                        "current-concurrent-requests",
                        Integer.toString(usage.now()),
                        "maximum-concurrent-requests",
                        Integer.toString(usage.most()));
    }

    private static JobProfile flawless(JobProfile profile) {
        return profile.withFailureModel(FailureModel.withChance(0)).withAnomalies(Anomalies.none());
    }

    private Job submit(Services by, Request request, JobProfile profile, JobSpec spec) {
        return by.submit(request, profile, spec);
    }

    boolean exists(long number) {
        return services.jobs().exists(number, services.now());
    }

    Optional<Job> find(long number) {
        return services.jobs().find(number, services.now());
    }

    Optional<Job> dub(String id) {
        return services.jobs().find(id, services.now()).filter(Kind.DUB::is);
    }

    void remove(Job job) {
        services.jobs().remove(job.id(), services.now());
    }

    /** How long the source is. */
    static double seconds(Job job) {
        Duration video = job.spec().video();
        Duration length = video == null ? job.timeline().plan().profile().videoLength() : video;
        return length.toMillis() / 1_000.0;
    }

    /** How long the job takes, as is known when it begins. */
    static double expectedSeconds(Job job) {
        long expected = job.timeline().expectedAt();
        JobProfile profile = job.timeline().plan().profile();
        Duration length = expected != Micros.NEVER
                ? Micros.duration(expected - job.timeline().plan().submittedAt())
                : profile.queueTime()
                        .median(profile.videoLength())
                        .plus(profile.runningTime().median(profile.videoLength()));
        return length.toMillis() / 1_000.0;
    }

    static @Nullable String textOrNull(Job job, String key) {
        return job.spec().metadata().get(key);
    }
}
