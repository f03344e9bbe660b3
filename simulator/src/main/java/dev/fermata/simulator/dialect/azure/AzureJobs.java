package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.scenario.ScenarioController.JobDefaults;
import dev.fermata.simulator.text.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The translations of this dialect and their jobs. A translation has the job of its creation, which imports the video, and one for each
 * iteration. If the creation makes the first iteration too, that is the same job. A translation is forgotten with the job of its creation.
 */
final class AzureJobs {

    /** Keys of the metadata of a job: the ids that the client has chosen, and what it sent. */
    static final String TRANSLATION = "translation";

    static final String ITERATION = "iteration";
    static final String OPERATION = "operation";
    static final String BODY = "body";
    static final String AUDIO_ONLY = "audioOnly";

    private static final int MOST = 1_000_000;
    /** What the maps have for one job. */
    private static final long ENTRIES = 320;

    /** What a job does. */
    enum Kind {
        /** Copies and checks the video only. */
        IMPORT(
                Duration.ofSeconds(40),
                List.of(
                        new Failure("download_failed", "The media file cannot be downloaded from its URL."),
                        new Failure("media_invalid", "The media file is in a format that is not supported."))),
        /** Usually as long as the video, of which most are short. */
        ITERATION(
                Duration.ofMinutes(6),
                List.of(
                        new Failure("no_speech", "No speech was recognized in the media file."),
                        new Failure("locale_mismatch", "The spoken language is not the source locale."),
                        new Failure("synthesis_failed", "The speech of the target locale cannot be synthesized.")));

        private final JobDefaults defaults;

        Kind(Duration usual, List<Failure> failures) {
            defaults = new JobDefaults(
                    Distribution.exponential(Duration.ofSeconds(10)),
                    Distribution.logNormal(usual, 0.35),
                    Weighted.equally(failures));
        }
    }

    /**
     * One of them.
     *
     * @param creation the number of the job of its creation
     * @param iterations the numbers of the jobs of its iterations, oldest first
     */
    record Translation(String id, long creation, List<Long> iterations) {

        Translation with(long iteration) {
            return new Translation(
                    id,
                    creation,
                    Stream.concat(iterations.stream(), Stream.of(iteration)).toList());
        }

        Translation without(long iteration) {
            return new Translation(
                    id,
                    creation,
                    iterations.stream().filter(number -> number != iteration).toList());
        }
    }

    private final Services services;
    private final BoundedMap<Translation> translations = new BoundedMap<>(MOST);
    /** The number of the job of each operation. */
    private final Map<String, Long> operations = new ConcurrentHashMap<>();

    AzureJobs(Services services) {
        this.services = services;
        services.jobs().subscribe(new JobListener() {
            @Override
            public void removed(Job job) {
                if (job.spec().dialect().equals(AzureDialect.NAME)) {
                    forget(job);
                }
            }
        });
    }

    private void forget(Job job) {
        operations.remove(of(job, OPERATION), job.number());
        String id = of(job, TRANSLATION);
        Translation known = translations.change(id, one -> one.without(job.number()));
        if (known != null && known.creation() == job.number()) {
            translations.remove(id);
        }
    }

    static String of(Job job, String key) {
        return job.spec().metadata().getOrDefault(key, "");
    }

    Job create(Request request, JobSpec spec, boolean withIteration) {
        Job job = submit(request, withIteration ? Kind.ITERATION : Kind.IMPORT, spec);
        String id = of(job, TRANSLATION);
        translations.put(id, new Translation(id, job.number(), withIteration ? List.of(job.number()) : List.of()));
        return job;
    }

    Job iterate(Request request, JobSpec spec) {
        Job job = submit(request, Kind.ITERATION, spec);
        translations.change(of(job, TRANSLATION), one -> one.with(job.number()));
        return job;
    }

    private Job submit(Request request, Kind kind, JobSpec spec) {
        long now = services.now();
        Job job = services.submit(request, services.scenario().profile(kind.defaults), spec);
        services.jobs().charge(job.number(), ENTRIES);
        operations.put(of(job, OPERATION), job.number());
        services.chosenIds().put(of(job, TRANSLATION), job);
        return job;
    }

    /** Newest first. */
    List<Translation> all() {
        return translations.newestFirst().stream()
                .filter(one -> job(one.creation()).isPresent())
                .toList();
    }

    /** Null if there is none with that id. */
    @Nullable
    Translation existing(String id) {
        Translation found = translations.get(id);
        return found == null || !services.jobs().exists(found.creation(), services.now()) ? null : found;
    }

    Translation find(String id) {
        Translation found = existing(id);
        if (found == null) {
            throw AzureErrors.notFound("There is no translation '" + Printable.value(id) + "'.");
        }
        return found;
    }

    Job creation(Translation translation) {
        return job(translation.creation())
                .orElseThrow(() -> AzureErrors.notFound("There is no translation '" + translation.id() + "'."));
    }

    /** Whether the creation of a translation made this job. */
    boolean isCreation(Job job) {
        Translation translation = translations.get(of(job, TRANSLATION));
        return translation != null && translation.creation() == job.number();
    }

    /** The jobs of its iterations, newest first. */
    List<Job> iterations(Translation translation) {
        List<Long> numbers = translation.iterations();
        return Stream.iterate(numbers.size() - 1, i -> i >= 0, i -> i - 1)
                .flatMap(i -> job(numbers.get(i)).stream())
                .toList();
    }

    Optional<Job> iteration(Translation translation, String id) {
        return translation.iterations().stream()
                .filter(number -> services.chosenIds()
                        .find(number, services.now())
                        .filter(job -> of(job, ITERATION).equals(id))
                        .isPresent())
                .flatMap(number -> job(number).stream())
                .findFirst();
    }

    Optional<Job> operation(String id) {
        return Optional.ofNullable(operations.get(id)).flatMap(this::job);
    }

    /** An id of an operation belongs to one request. */
    void refuseUsed(String operation) {
        Long number = operations.get(operation);
        if (number != null && job(number).isPresent()) {
            throw AzureErrors.invalid(
                    "Operation-Id", "The operation '" + operation + "' belongs to another request. Choose another id.");
        }
    }

    /** The same id with the same body is a repeated request. */
    static void refuseOtherBody(Job job, String name, String id, ObjectNode body) {
        if (!of(job, BODY).equals(body.toString())) {
            throw AzureErrors.invalid(
                    name,
                    "'" + id
                            + "' exists, and was created with another body. Choose another id, or send the same body.");
        }
    }

    private Optional<Job> job(long number) {
        return services.jobs().find(number, services.now());
    }

    void remove(Translation translation) {
        long now = services.now();
        for (Job job : iterations(translation)) {
            services.jobs().remove(job.id(), now);
        }
        job(translation.creation()).ifPresent(job -> services.jobs().remove(job.id(), now));
    }

    void reset() {
        translations.clear();
        operations.clear();
    }
}
