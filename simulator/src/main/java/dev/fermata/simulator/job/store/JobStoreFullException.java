package dev.fermata.simulator.job.store;

/** There is no room for more jobs, because too few of those in the store are over. Nothing was removed. */
public final class JobStoreFullException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int maxJobs;
    private final int live;
    private final int submitted;
    private final long firstEnd;

    JobStoreFullException(int maxJobs, int live, int submitted, long firstEnd) {
        super("no room for " + submitted + " more job(s): " + live + " of at most " + maxJobs
                + " jobs are not over yet. Wait for some to end, cancel some, or allow more");
        this.maxJobs = maxJobs;
        this.live = live;
        this.submitted = submitted;
        this.firstEnd = firstEnd;
    }

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
