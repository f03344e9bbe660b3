package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do: one video into one language. The engine carries it and looks only at the video's length.
 *
 * @param dialect in which it was submitted: webhooks show the job as that one does
 * @param video how long the video is, when that is known
 */
public record JobSpec(
        String sourceUrl,
        String targetLanguage,
        @Nullable String sourceLanguage,
        @Nullable String title,
        @Nullable String callbackUrl,
        Map<String, String> metadata,
        String dialect,
        @Nullable Duration video) {

    public JobSpec {
        metadata = Map.copyOf(metadata);
        if (video != null) {
            Checks.duration("video length", video);
        }
    }

    public static JobSpec of(String sourceUrl, String targetLanguage) {
        return new JobSpec(sourceUrl, targetLanguage, null, null, null, Map.of(), "", null);
    }
}
