package dev.fermata.client;

import dev.fermata.client.Exchange.For;
import dev.fermata.client.Holding.Offer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who were asked for by one request, and the version of its answer. Whoever asks for all of them again, those that have
 * ended meanwhile included, and names that version, misses nothing that happened between the two requests.
 *
 * @param etag null if the server gives none
 */
record Group(List<Target> targets, @Nullable String etag) {

    /** For a request that is to be answered at once: it is not, if the server knows no versions. */
    static final Duration FIRST_HOLD = Duration.ofSeconds(1);

    /** Where the server knows no versions, an end between two requests is only noticed with the one after. */
    private static final Duration BLIND_HOLD = Duration.ofSeconds(5);

    Offer limit(Offer offer) {
        return etag == null ? offer.atMost(BLIND_HOLD) : offer;
    }

    /** Whether the version of what was asked for together is known, or has to be learned first. */
    static For purpose(List<Wait> waits, int jobs, boolean alone) {
        Group group = waits.get(0).target().group();
        boolean together = waits.stream().allMatch(wait -> wait.target().group() == group);
        boolean known = jobs == 1 || together && group != null && group.isWorthAsking(jobs);
        return alone && known ? For.A_CHANGE : For.A_VERSION;
    }

    /** Whether so many who are left are worth asking for all. */
    private boolean isWorthAsking(int left) {
        return etag == null || targets.size() <= 2 * left;
    }
}
