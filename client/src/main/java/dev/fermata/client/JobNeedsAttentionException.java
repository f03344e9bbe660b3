package dev.fermata.client;

import dev.fermata.client.internal.text.Printable;

/** The job goes no further until somebody acts. */
public final class JobNeedsAttentionException extends WaitException {

    private static final long serialVersionUID = 1;

    private final transient Outcome.NeedsAttention outcome;

    JobNeedsAttentionException(Outcome.NeedsAttention outcome) {
        super("job " + Printable.clean(outcome.id()) + " needs attention ("
                + outcome.snapshot().word()
                + "): it goes no further until somebody acts. Then wait for the same id again.");
        this.outcome = outcome;
    }

    /** What {@link Waiter#await} returned. */
    public Outcome.NeedsAttention outcome() {
        return outcome;
    }
}
