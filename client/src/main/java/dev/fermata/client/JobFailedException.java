package dev.fermata.client;

/** The job failed. {@link #outcome()} holds all that is known. */
public final class JobFailedException extends WaitException {

    private static final long serialVersionUID = 1;

    private final transient Outcome.Failed outcome;

    JobFailedException(Outcome.Failed outcome) {
        super("job " + outcome.id() + " failed" + detail(outcome));
        this.outcome = outcome;
    }

    /** What {@link Waiter#await} returned. */
    public Outcome.Failed outcome() {
        return outcome;
    }

    private static String detail(Outcome.Failed outcome) {
        String code = outcome.code().isEmpty() ? "" : " (" + outcome.code() + ")";
        return code + (outcome.message().isEmpty() ? "" : ": " + outcome.message());
    }
}
