package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.BoundedMap;
import org.jspecify.annotations.Nullable;

/** The files that clients have uploaded. */
record Assets(BoundedMap<String> byId) {

    @Nullable
    String url(String id) {
        return byId.get(id);
    }
}
