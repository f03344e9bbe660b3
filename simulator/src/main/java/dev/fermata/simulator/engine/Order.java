package dev.fermata.simulator.engine;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do: one video into one language. The engine carries it and looks only at the video's length.
 *
 * @param owner who may see the job, when there is more than one who may ask
 * @param video how long the video is, when that is known
 */
public record Order(
        String sourceUrl,
        String targetLanguage,
        @Nullable String sourceLanguage,
        @Nullable String title,
        @Nullable String callbackUrl,
        Map<String, String> metadata,
        @Nullable String owner,
        @Nullable Duration video) {

    public Order {
        metadata = Map.copyOf(metadata);
        if (video != null) {
            Checks.duration("video length", video);
        }
    }

    public static Order of(String sourceUrl, String targetLanguage) {
        return new Order(sourceUrl, targetLanguage, null, null, null, Map.of(), null, null);
    }
}
