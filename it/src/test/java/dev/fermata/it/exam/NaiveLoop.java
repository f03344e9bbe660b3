package dev.fermata.it.exam;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What people write first: asks every second, and takes everything but an end as "not yet". */
final class NaiveLoop implements Candidate {

    private final VideoApi api;

    NaiveLoop(Simulator simulator) {
        api = new VideoApi(simulator.uri(), "naive");
    }

    @Override
    public boolean takeJob(@Nullable String callback) throws Exception {
        String id = api.submit(null, callback);
        for (long begin = System.nanoTime(); System.nanoTime() - begin < DEADLINE.toNanos(); VideoApi.pause()) {
            try {
                if (api.isOver(id)) {
                    return true;
                }
            } catch (IOException | JacksonException notYet) {
                // It asks again.
            }
        }
        return false;
    }
}
