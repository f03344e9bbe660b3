package dev.fermata.client;

/** The job was canceled. {@link #outcome()} holds all that is known. */
public final class JobCanceledException extends WaitException {

    private static final long serialVersionUID = 1;

    private final transient Outcome.Canceled outcome;

    JobCanceledException(Outcome.Canceled outcome) {
        super("job " + outcome.id() + " was canceled");
        this.outcome = outcome;
    }

    /** What {@link Waiter#await} returned. */
    public Outcome.Canceled outcome() {
        return outcome;
    }
}
