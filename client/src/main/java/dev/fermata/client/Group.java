package dev.fermata.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who were asked for by one request, and the version of its answer. Whoever asks for all of them again, those that have ended
 * meanwhile included, and names that version, misses nothing that happened between the two requests.
 *
 * @param etag null if the server gives none
 */
record Group(List<Target> targets, @Nullable String etag) {

    /** Whether so many who are left are worth asking for all. */
    boolean isWorthAsking(int left) {
        return etag == null || targets.size() <= 2 * left;
    }
}
