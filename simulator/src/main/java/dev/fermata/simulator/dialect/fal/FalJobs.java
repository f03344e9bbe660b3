package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds;
import dev.fermata.simulator.scenario.ScenarioController.JobDefaults;
import dev.fermata.simulator.setting.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The jobs of this dialect. */
record FalJobs(Services services, SettingValues options) {

    /** Some seconds until it runs, and then from some seconds to some minutes. */
    private static final JobDefaults DEFAULTS = new JobDefaults(
            Distribution.exponential(Duration.ofSeconds(5)),
            Distribution.logNormal(Duration.ofSeconds(90), 0.8),
            Weighted.equally(List.of(
                    new Failure("file_download_error", "Failed to download the file. Check that the URL is public."),
                    new Failure("unsupported_video_format", "The format of the video is not supported."),
                    new Failure("runner_disconnected", "The runner disconnected unexpectedly."),
                    new Failure("internal_error", "Internal error"))));

    /** What clients call it: a UUID. */
    static String id(Job job) {
        return JobIds.uuid(job.id());
    }

    Job submit(Request request, JobSpec spec) {
        long now = services.now();
        Job job = services.submit(request, services.scenario().profile(DEFAULTS), spec);
        services.chosenIds().put(id(job), job);
        Duration timeout = FalSubmission.startTimeout(spec);
        boolean waits = job.at(now).state() == State.QUEUED;
        if (timeout != null && waits && job.timeline().nextChangeAfter(now) > now + Micros.of(timeout)) {
            Failure late = new Failure(options.get(FalOptions.START_TIMEOUT), "Request timed out");
            services.jobs()
                    .apply(job.id(), JobCommand.failAt(now + Micros.of(timeout), late), services.clock()::micros);
        }
        return job;
    }

    /** The job that the path names, with its app. */
    Optional<Job> find(Request request) {
        String app = FalSubmission.app(request);
        String id = request.value(2);
        return services.jobs()
                .find(id, services.now())
                .filter(job -> job.spec().dialect().equals(FalDialect.NAME)
                        && id(job).equals(id)
                        && app.equals(job.spec().metadata().get(FalSubmission.APP)));
    }

    /** Whether it was not over yet. */
    boolean cancel(Job job) {
        return services.jobs().apply(job.id(), JobCommand.cancel(), services.clock()::micros)
                == JobCommand.Effect.APPLIED;
    }
}
