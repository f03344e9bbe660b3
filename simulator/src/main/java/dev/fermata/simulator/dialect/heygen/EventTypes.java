package dev.fermata.simulator.dialect.heygen;

import java.util.LinkedHashMap;
import java.util.Map;

/** The types of events for which one can subscribe. Only those of translations, proofreads and batches happen here. */
final class EventTypes {

    static final String TRANSLATED = "video_translate.success";
    static final String TRANSLATION_FAILED = "video_translate.fail";
    static final String PROOFREAD = "proofread_creation.success";
    static final String PROOFREAD_FAILED = "proofread_creation.fail";
    static final String BATCH = "batch.finished";

    /** With descriptions. */
    static final Map<String, String> ALL = new LinkedHashMap<>();

    static {
        ALL.put(TRANSLATED, "A video translation is completed.");
        ALL.put(TRANSLATION_FAILED, "A video translation has failed.");
        ALL.put("video_translate.preflight.validation_failed", "The input of a video translation is not valid.");
        ALL.put("video_translate.preflight.download_failed", "The input of a video translation cannot be downloaded.");
        ALL.put(PROOFREAD, "A proofread is completed.");
        ALL.put(PROOFREAD_FAILED, "A proofread has failed.");
        ALL.put(BATCH, "All items of a batch are over.");
        ALL.put("personalized_video", "A personalized video has changed.");
        for (String other : new String[] {
            "avatar_video",
            "avatar_video_gif",
            "avatar_video_caption",
            "instant_avatar",
            "photo_avatar_generation",
            "photo_avatar_train",
            "photo_avatar_add_motion",
            "live_avatar",
            "video_agent",
            "hyperframes_video",
            "ai_clipping"
        }) {
            ALL.put(other + ".success", "Another kind of job is completed; not simulated.");
            ALL.put(other + ".fail", "Another kind of job has failed; not simulated.");
        }
    }

    private EventTypes() {}
}
