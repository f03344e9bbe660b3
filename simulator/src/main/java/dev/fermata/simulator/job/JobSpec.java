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

    /** With its plan, its place in the store, and what the limits of its client note of it. A page of the store counts apart. */
    private static final long JOB = 280;
    /** One that is to be sent, with its timer. */
    private static final long WEBHOOK = 300;

    private static final long TEXT = 48;
    private static final long MAP = 56;
    private static final long ENTRY = 24;
    private static final long VIDEO = 24;

    public JobSpec {
        metadata = Map.copyOf(metadata);
        if (video != null) {
            Checks.duration("video length", video);
        }
    }

    /** At most about how many bytes of memory a job with this spec takes. Texts that it shares with other jobs are counted too. */
    public long bytes() {
        long bytes = JOB + bytes(sourceUrl) + bytes(targetLanguage) + bytes(sourceLanguage) + bytes(title);
        bytes += (metadata.isEmpty() ? 0 : MAP) + (video == null ? 0 : VIDEO);
        if (callbackUrl != null) {
            bytes += WEBHOOK + bytes(callbackUrl);
        }
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            bytes += ENTRY + bytes(entry.getKey()) + bytes(entry.getValue());
        }
        return bytes;
    }

    /** About how many bytes of memory a text takes. */
    public static long bytes(@Nullable String text) {
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
