package dev.fermata.simulator;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.text.Printable;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * One job, and what can be done to it by hand, on top of its plan. From {@link Simulator#job}. Thread-safe.
 *
 * <p>When a method returns, held requests are answered and streams are written. If the clock stands still, webhooks are sent and answered,
 * too; otherwise they are sent later.
 *
 * <p>All methods throw an {@link IllegalStateException} if the job has already ended, and a {@link NoSuchElementException} if it no longer
 * exists.
 *
 * <pre>{@code
 * simulator.job(id).fail("no_speech_found", "The source video contains no speech.");
 * }</pre>
 */
public final class SimulatedJob {

    private final String id;
    private final JobStore jobs;
    private final VirtualClock clock;
    private final Consumer<Runnable> atOnce;

    /** @param atOnce does something, and returns when everything that waits has been notified */
    SimulatedJob(String id, JobStore jobs, VirtualClock clock, Consumer<Runnable> atOnce) {
        this.id = id;
        this.jobs = jobs;
        this.clock = clock;
        this.atOnce = atOnce;
    }

    /** As clients know it. */
    public String id() {
        return id;
    }

    /** {@code queued}, {@code running}, {@code completed}, {@code failed} or {@code canceled}. */
    public String state() {
        long now = clock.micros();
        return jobs.find(id, now).orElseThrow(() -> unknown(id)).at(now).state().word();
    }

    /** Completes it now. */
    public void finish() {
        apply(JobCommand.finish());
    }

    /** Lets it fail now, with the error {@code internal_error}. */
    public void fail() {
        apply(JobCommand.fail(Failure.BY_HAND));
    }

    /**
     * Lets it fail now.
     *
     * @param code of its error, up to 100 characters
     * @param message of its error, up to 1,000 characters
     * @throws IllegalArgumentException if one of them is longer, or has half of a surrogate pair
     */
    public void fail(String code, String message) {
        apply(JobCommand.fail(new Failure(code, message)));
    }

    /** Ends it now, as if a client had asked for that. */
    public void cancel() {
        apply(JobCommand.cancel());
    }

    /**
     * Stops it where it is, until it is released. Holding it again changes nothing.
     *
     * @throws IllegalArgumentException if it was held and released a hundred times already
     */
    public void hold() {
        apply(JobCommand.hold());
    }

    /** Lets it go on, late by as long as it was held. Changes nothing when it is not held. */
    public void release() {
        apply(JobCommand.release());
    }

    private void apply(JobCommand command) {
        atOnce.accept(() -> {
            switch (jobs.apply(id, command, clock::micros)) {
                case APPLIED, UNCHANGED -> {}
                case TERMINAL ->
                    throw new IllegalStateException("job '" + id + "' is " + state() + ", so it cannot change");
                case UNKNOWN -> throw unknown(id);
            }
        });
    }

    static NoSuchElementException unknown(String id) {
        return new NoSuchElementException("there is no job '" + Printable.cut(id, 100)
                + "': the id is wrong, or the job was deleted, or it ended too long ago");
    }

    @Override
    public String toString() {
        return "job " + id;
    }
}
