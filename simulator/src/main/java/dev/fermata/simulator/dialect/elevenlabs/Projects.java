package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsJobs.Kind;
import dev.fermata.simulator.dialect.elevenlabs.LanguageTarget.Run;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.job.store.JobListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The projects and their languages. A project has the job of its preparation, and is forgotten with it; a language has the job of its
 * latest dub. Thread-safe.
 */
final class Projects {

    private static final int MOST_PROJECTS = 100_000;
    private static final int MOST_LANGUAGES = 1_000_000;

    /** Why a language fails if its project does. */
    private static final Failure PROJECT_FAILED =
            new Failure("project_failed", "The project failed. Its error says why.");

    /**
     * A project.
     *
     * @param job the number of the job that prepares it
     * @param languages their ids, oldest first
     * @param all the segments of its transcript, also those that were deleted
     * @param revision how often they were changed
     */
    record Project(String id, long job, List<String> languages, List<Segment> all, int revision, long editedAt) {

        private static final long BYTES = 350;

        /** Those of its transcript, in the order of time. */
        List<Segment> segments() {
            return all.stream()
                    .filter(segment -> !segment.deleted())
                    .sorted(Comparator.comparing(Segment::start))
                    .toList();
        }

        long bytes() {
            long bytes = BYTES;
            for (Segment segment : all) {
                bytes += segment.bytes();
            }
            return bytes;
        }

        Project with(String language) {
            List<String> more =
                    Stream.concat(languages.stream(), Stream.of(language)).toList();
            return new Project(id, job, more, all, revision, editedAt);
        }

        Project without(String language) {
            List<String> fewer =
                    languages.stream().filter(one -> !one.equals(language)).toList();
            return new Project(id, job, fewer, all, revision, editedAt);
        }

        /** With a changed segment, or one more. */
        Project edited(Segment changed, long now) {
            List<Segment> others = new ArrayList<>(all);
            if (changed.index() < others.size()) {
                others.set(changed.index(), changed);
            } else {
                others.add(changed);
            }
            return new Project(id, job, languages, List.copyOf(others), revision + 1, now);
        }
    }

    private final Services services;
    private final ElevenLabsJobs jobs;
    private final IdSequence ids;
    private final BoundedMap<Project> byId = new BoundedMap<>(MOST_PROJECTS);
    private final BoundedMap<LanguageTarget> targets = new BoundedMap<>(MOST_LANGUAGES);

    Projects(Services services, ElevenLabsJobs jobs) {
        this.services = services;
        this.jobs = jobs;
        ids = new IdSequence("", services.seed());
        services.jobs().subscribe(new JobListener() {
            @Override
            public void removed(Job job) {
                forget(job);
            }
        });
    }

    private void forget(Job job) {
        if (Kind.PROJECT.is(job)) {
            Project project = byId.remove(ElevenLabsJobs.of(job, ElevenLabsJobs.PROJECT));
            if (project != null) {
                project.languages().forEach(targets::remove);
            }
        } else if (Kind.LANGUAGE.is(job)) {
            LanguageTarget target = targets.get(ElevenLabsJobs.of(job, ElevenLabsJobs.LANGUAGE));
            if (target != null && target.run().job() == job.number()) {
                targets.remove(target.id());
                Project project = byId.change(target.project(), one -> one.without(target.id()));
                if (project != null) {
                    services.jobs().charge(project.job(), -target.bytes());
                }
            }
        }
    }

    private String newId(String prefix) {
        return prefix + JobIds.extended(ids.next());
    }

    /** @param spec without the ids that it gets here */
    synchronized Project create(Request request, JobSpec spec) {
        String id = newId("proj_");
        Job job = jobs.project(request, withIds(spec, Kind.PROJECT, id, ""));
        services.chosenIds().put(id, job);
        Project project = new Project(
                id,
                job.number(),
                List.of(),
                Segment.of(ElevenLabsJobs.seconds(job)),
                0,
                job.at(services.now()).submittedAt());
        services.jobs().charge(job.number(), project.bytes());
        byId.put(id, project);
        return project;
    }

    /** Also if the project has failed: then the language fails at once. */
    synchronized LanguageTarget addLanguage(Request request, Project project, JobSpec spec) {
        String id = newId("lang_");
        Job preparation = preparation(project);
        Job job = jobs.language(request, withIds(spec, Kind.LANGUAGE, project.id(), id), preparation);
        services.chosenIds().put(id, job);
        LanguageTarget target = LanguageTarget.of(id, project.id(), job.number(), services.now());
        services.jobs().charge(project.job(), target.bytes());
        targets.put(id, target);
        byId.change(project.id(), one -> one.with(id));
        if (failed(preparation)) {
            fail(target);
        }
        return target;
    }

    /** Dubs a language again. */
    synchronized LanguageTarget regenerate(Request request, LanguageTarget target) {
        Project project = find(target.project());
        Job job = jobs.language(request, job(target.run().job()).spec(), preparation(project));
        services.chosenIds().put(target.id(), job);
        return change(target, one -> one.regenerated(new Run(job.number(), one.revision()), services.now()));
    }

    private static JobSpec withIds(JobSpec spec, Kind kind, String project, String language) {
        Map<String, String> metadata = new HashMap<>(spec.metadata());
        metadata.putAll(Map.of(
                ElevenLabsJobs.KIND, kind.word, ElevenLabsJobs.PROJECT, project, ElevenLabsJobs.LANGUAGE, language));
        return new JobSpec(
                spec.sourceUrl(),
                spec.targetLanguage(),
                spec.sourceLanguage(),
                spec.title(),
                null,
                metadata,
                ElevenLabsDialect.NAME,
                null);
    }

    /** Lets all languages of a failed project fail. May be called on any thread. */
    void failLanguages(Project project) {
        project.languages().forEach(id -> target(id).ifPresent(this::fail));
    }

    private void fail(LanguageTarget target) {
        services.chosenIds()
                .find(target.run().job(), services.now())
                .ifPresent(job -> services.chosenIds().apply(job.id(), JobCommand.fail(PROJECT_FAILED), services::now));
    }

    boolean failed(Job preparation) {
        State state = preparation.at(services.now()).state();
        return state.terminal() && state != State.COMPLETED;
    }

    Project find(String id) {
        Project found = byId.get(id);
        if (found == null || jobs.find(found.job()).isEmpty()) {
            throw ElevenLabsErrors.unknown("project", id);
        }
        return found;
    }

    LanguageTarget find(String project, String language) {
        Project known = byId.get(project);
        if (known == null || !jobs.exists(known.job())) {
            throw ElevenLabsErrors.unknown("project", project);
        }
        return language(language)
                .filter(target -> target.project().equals(project))
                .orElseThrow(() -> ElevenLabsErrors.unknown("language", language));
    }

    /** Also if a fault hides it. May be called on any thread: a job can end while it is being added here, and this waits for that. */
    synchronized Optional<Project> project(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** As {@link #project}. */
    synchronized Optional<LanguageTarget> target(String id) {
        return Optional.ofNullable(targets.get(id));
    }

    private Optional<LanguageTarget> language(String id) {
        return target(id).filter(target -> jobs.find(target.run().job()).isPresent());
    }

    /** Newest first. */
    List<Project> all() {
        return byId.newestFirst().stream()
                .filter(project -> jobs.find(project.job()).isPresent())
                .toList();
    }

    /** Oldest first. */
    List<LanguageTarget> languages(Project project) {
        return project.languages().stream().flatMap(id -> language(id).stream()).toList();
    }

    Job preparation(Project project) {
        return job(project.job());
    }

    /** One that a fault may hide from the request that just made it. */
    Job job(long number) {
        return services.chosenIds()
                .find(number, services.now())
                .orElseThrow(() -> ElevenLabsErrors.conflict("The job was removed meanwhile."));
    }

    /** @throws RefusedException if there is no room for its texts */
    Project change(Project project, UnaryOperator<Project> change) {
        Project before = byId.get(project.id());
        if (before == null) {
            return project;
        }
        Project after = change.apply(before);
        services.keep(before.job(), after.bytes() - before.bytes());
        return Objects.requireNonNullElse(byId.change(project.id(), same -> after), after);
    }

    /** As {@link #change(Project, UnaryOperator)}. Its memory counts with that of its project. */
    LanguageTarget change(LanguageTarget target, UnaryOperator<LanguageTarget> change) {
        LanguageTarget before = targets.get(target.id());
        Project project = byId.get(target.project());
        if (before == null || project == null) {
            return target;
        }
        LanguageTarget after = change.apply(before);
        services.keep(project.job(), after.bytes() - before.bytes());
        return Objects.requireNonNullElse(targets.change(target.id(), same -> after), after);
    }

    void remove(Project project) {
        languages(project).forEach(this::remove);
        jobs.find(project.job()).ifPresent(jobs::remove);
    }

    void remove(LanguageTarget target) {
        jobs.find(target.run().job()).ifPresent(jobs::remove);
    }

    void reset() {
        byId.clear();
        targets.clear();
        ids.reset();
    }
}
