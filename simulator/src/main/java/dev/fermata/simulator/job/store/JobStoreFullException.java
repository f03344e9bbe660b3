package dev.fermata.simulator.job.store;

/** There is no room for more jobs, because too few of those in the store are over. Nothing was removed. */
public final class JobStoreFullException extends RuntimeException {

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
        String problem = "no memory for " + submitted + " more job(s) of about " + bytes + " bytes: the " + live
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
