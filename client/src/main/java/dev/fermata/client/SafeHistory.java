package dev.fermata.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A history that may be anybody's code, as a schedule may rely on it: what it throws is logged, and is as if nothing were known.
 */
record SafeHistory(DurationHistory history, AtomicBoolean warned) implements DurationHistory {

    private static final System.Logger LOG = System.getLogger(SafeHistory.class.getName());

    static DurationHistory of(DurationHistory history) {
        return history instanceof MemoryHistory || history instanceof SafeHistory
                ? history
                : new SafeHistory(history, new AtomicBoolean());
    }

    @Override
    public void record(String kind, Observation observation) {
        history.record(kind, observation);
    }

    @Override
    public List<Observation> observations(String kind) {
        try {
            return history.observations(kind);
        } catch (RuntimeException | Error broken) {
            // It is asked for each look, and need not be told of each time.
            if (warned.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a DurationHistory threw; looks are planned without it, and no more is said of that",
                        broken);
            }
            return List.of();
        }
    }

    @Override
    public void flush() {
        history.flush();
    }
}
