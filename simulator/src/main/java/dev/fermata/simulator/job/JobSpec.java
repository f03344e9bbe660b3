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

    /** With its plan and its place in the store; see docs/performance.md. */
    private static final long JOB = 200;
    /** One that is to be sent. */
    private static final long WEBHOOK = 200;

    private static final long TEXT = 44;
    private static final long ENTRY = 16;

    public JobSpec {
        metadata = Map.copyOf(metadata);
        if (video != null) {
            Checks.duration("video length", video);
        }
    }

    /** About how many bytes of memory a job with this spec takes. Texts that it shares with other jobs are counted too. */
    public long bytes() {
        long bytes = JOB + bytes(sourceUrl) + bytes(sourceLanguage) + bytes(title);
        if (callbackUrl != null) {
            bytes += WEBHOOK + bytes(callbackUrl);
        }
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            bytes += ENTRY + bytes(entry.getKey()) + bytes(entry.getValue());
        }
        return bytes;
    }

    private static long bytes(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        boolean latin = true;
        for (int i = 0; i < text.length() && latin; i++) {
            latin = text.charAt(i) <= 0xFF;
        }
        return TEXT + (latin ? text.length() : 2L * text.length());
    }

    public static JobSpec of(String sourceUrl, String targetLanguage) {
        return new JobSpec(sourceUrl, targetLanguage, null, null, null, Map.of(), "", null);
    }
}
