package dev.fermata.simulator.access;

/** A client has as many unfinished jobs as it can have. Nothing was submitted. */
public final class TooManyJobsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int most;
    private final int live;
    private final int submitted;
    private final long wait;

    TooManyJobsException(int most, int live, int submitted, long wait) {
        super(live + " of your jobs are not over, and no more than " + most + " are allowed at once; these were "
                + submitted + " more");
        this.most = most;
        this.live = live;
        this.submitted = submitted;
        this.wait = wait;
    }

    /** How many are allowed at once. */
    public int most() {
        return most;
    }

    /** How many are not over. */
    public int live() {
        return live;
    }

    /** How many were to be submitted together. More than {@link #most} never fit. */
    public int submitted() {
        return submitted;
    }

    /** After how many microseconds it may be worth trying again. */
    public long waitMicros() {
        return wait;
    }
}
