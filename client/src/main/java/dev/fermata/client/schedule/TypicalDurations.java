package dev.fermata.client.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@link DurationHistory#beginningWith}. Thread-safe, as far as the other history is. */
final class TypicalDurations implements DurationHistory {

    /** So many recorded jobs say more than what is said of such jobs in general. */
    static final int ENOUGH = 10;

    private final DurationHistory recorded;
    private final String kind;
    private final List<Observation> typical;
    private volatile Both last;

    /** The list that is returned for a list of the other history: the same again while nothing is recorded. */
    private record Both(List<Observation> recorded, List<Observation> all) {}

    TypicalDurations(DurationHistory recorded, String kind, List<Duration> typical) {
        this.recorded = Objects.requireNonNull(recorded, "recorded");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.typical = Objects.requireNonNull(typical, "typical").stream()
                .map(Observation::exact)
                .toList();
        this.last = new Both(List.of(), this.typical);
    }

    @Override
    public void record(String kind, Observation observation) {
        recorded.record(kind, observation);
    }

    @Override
    public List<Observation> observations(String kind) {
        List<Observation> own = recorded.observations(kind);
        return kind.equals(this.kind) && own.size() < ENOUGH ? both(own) : own;
    }

    private List<Observation> both(List<Observation> own) {
        Both known = last;
        if (known.recorded != own) {
            known = own.isEmpty()
                    ? new Both(own, typical)
                    : new Both(
                            own, Stream.concat(typical.stream(), own.stream()).toList());
            last = known;
        }
        return known.all;
    }

    @Override
    public void flush() {
        recorded.flush();
    }
}
