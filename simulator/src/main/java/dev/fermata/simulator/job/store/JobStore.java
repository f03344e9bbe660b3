package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.setting.MemoryShare;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Where jobs are kept. Safe for use by many threads; finding a job takes no lock.
 *
 * <p>Bounded: jobs that are over are removed some time after their end, or earlier to make room for new ones, in the order in which
 * they ended. A job that is not over is never removed by itself.
 *
 * <pre>{@code
 * JobStore jobs = JobStore.inMemory(seed, 1_000_000, Duration.ofHours(24));
 * Job job = jobs.submit(JobProfile.defaults(), JobSpec.of("https://example.com/a.mp4", "es"), clock.micros());
 * job.at(clock.micros()).state(); // QUEUED
 * }</pre>
 */
public interface JobStore {

    int MAX_JOBS = 1_000_000;
    long MAX_BYTES = MemoryShare.JOBS.bytes();

    Duration RETENTION = Duration.ofHours(24);

    /**
     * @param seed all jobs are drawn from it; the same seed gives the same jobs with the same ids
     * @param maxJobs 1 to 100,000,000
     * @param retention how long jobs are kept after their end
     */
    static JobStore inMemory(long seed, int maxJobs, Duration retention) {
        return inMemory(seed, maxJobs, MAX_BYTES, retention);
    }

    /**
     * As {@link #inMemory(long, int, Duration)}.
     *
     * @param maxBytes about how much memory the jobs may take
     */
    static JobStore inMemory(long seed, int maxJobs, long maxBytes, Duration retention) {
        return new MemoryJobStore(seed, maxJobs, maxBytes, retention);
    }

    /** With at most a million jobs, kept for a day after their end. */
    static JobStore inMemory(long seed) {
        return inMemory(seed, MAX_JOBS, RETENTION);
    }

    /**
     * Submits one job for each: all of them or none.
     *
     * @throws JobStoreFullException if too few jobs are over to make room, or to free enough memory
     */
    List<Job> submit(JobProfile profile, List<JobSpec> specs, long now);

    /** Submits one job. */
    default Job submit(JobProfile profile, JobSpec spec, long now) {
        return submit(profile, List.of(spec), now).get(0);
    }

    Optional<Job> find(String id, long now);

    Optional<Job> find(long number, long now);

    /** The job whose id is that part of a text. So a list of many ids needs no text for each. */
    Optional<Job> find(CharSequence text, int from, int to, long now);

    /** Whether there is such a job, for a request that does not ask how it stands. */
    default boolean exists(long number, long now) {
        return find(number, now).isPresent();
    }

    /** Whether that job is still there, for a request that has found it before. After {@link #clear}, another job may have its number. */
    default boolean keeps(Job job, long now) {
        return find(job.number(), now).orElse(null) == job;
    }

    JobPage list(JobQuery query, long now);

    /**
     * Removes jobs that are over until there is room for more bytes of one job.
     *
     * @param number of the job, which is not removed
     * @throws JobStoreFullException if too few are over. Then none was removed
     */
    void makeRoom(long number, long bytes, long now);

    /**
     * Counts memory that others keep for a job, until the job is removed. There may be no room for it, so call {@link #makeRoom} first if it
     * does not come with the submission of that job.
     *
     * @param bytes less than 0 if they keep less than before
     */
    void charge(long number, long bytes);

    /**
     * Changes the future of a job.
     *
     * @param clock read when nobody can read the job's timeline; the change is made at that time
     */
    JobCommand.Effect apply(String id, JobCommand command, LongSupplier clock);

    /** Removes the job, whatever its state, and returns whether there was one. */
    boolean remove(String id, long now);

    /** How many jobs there are. */
    int size(long now);

    /** Removes all jobs and counts from 0 again, so that the same submissions give the same jobs with the same ids. */
    void clear();

    /** Calls the listener from now on. Run the result to end that. */
    Runnable subscribe(JobListener listener);

    /** There is no room for more jobs, because too few of those in the store are over. Nothing was removed. */
    public static final class JobStoreFullException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int maxJobs;
        private final int live;
        private final int submitted;
        private final long firstEnd;
        private final boolean neverFits;

        private JobStoreFullException(
                String problem, int maxJobs, int live, int submitted, long firstEnd, boolean neverFits) {
            super(problem);
            this.maxJobs = maxJobs;
            this.live = live;
            this.submitted = submitted;
            this.firstEnd = firstEnd;
            this.neverFits = neverFits;
        }

        /** Too few places for jobs. */
        static JobStoreFullException ofJobs(int maxJobs, int live, int submitted, long firstEnd) {
            String problem = "no room for " + submitted + " more job(s): " + live + " of at most " + maxJobs
                    + " jobs are not over yet. Wait for some to end, cancel some, or allow more";
            return new JobStoreFullException(problem, maxJobs, live, submitted, firstEnd, submitted > maxJobs);
        }

        /** Too little memory. */
        static JobStoreFullException ofBytes(long maxBytes, long bytes, int live, int submitted, long firstEnd) {
            String what = submitted == 0 ? "texts of about " : submitted + " more job(s) of about ";
            String problem = "no memory for " + what + bytes + " bytes: the " + live
                    + " jobs that are not over leave too little of " + maxBytes
                    + " bytes. Wait for some to end, cancel some, send shorter texts, or give the simulator a larger heap";
            return new JobStoreFullException(problem, Integer.MAX_VALUE, live, submitted, firstEnd, bytes > maxBytes);
        }

        /** Whether there is no room for these jobs in an empty store. */
        public boolean neverFits() {
            return neverFits;
        }

        /** How many jobs there may be. */
        public int maxJobs() {
            return maxJobs;
        }

        /** How many jobs are not over. */
        public int live() {
            return live;
        }

        /** How many were to be submitted together. */
        public int submitted() {
            return submitted;
        }

        /** When the first of the unfinished jobs ends, if it is not changed by hand. */
        public long firstEnd() {
            return firstEnd;
        }
    }
}
