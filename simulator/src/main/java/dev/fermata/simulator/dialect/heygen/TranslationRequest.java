package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.job.JobSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checked request for translations: one job for each language. Fields that are not known are ignored.
 *
 * @param languages their codes
 * @param video how much of the video is translated, if the request says so
 */
record TranslationRequest(
        String source,
        List<String> languages,
        @Nullable String inputLanguage,
        @Nullable String title,
        @Nullable String callbackUrl,
        Map<String, String> metadata,
        @Nullable Duration video) {

    static final int MOST_LANGUAGES = 100;
    private static final int LONGEST = 1_000;
    private static final double LONGEST_SECONDS = 86_400;
    private static final List<String> FLAGS = List.of(
            "enable_caption",
            "enable_dynamic_duration",
            "enable_speech_enhancement",
            "enable_watermark",
            "disable_music_track",
            "keep_the_same_format");

    static TranslationRequest of(RequestFields fields, LanguageNames names, Assets assets) {
        String source = fields.required("video", assets.read(fields, "video"));
        List<String> languages = languages(fields, names);
        fields.word("mode", List.of("speed", "precision"));
        fields.whole("speaker_num", 1, 100);
        FLAGS.forEach(flag -> fields.yes(flag, false));
        assets.read(fields, "audio");
        assets.read(fields, "srt");
        fields.word("srt_role", List.of("input", "output"));
        fields.word("fps_mode", List.of("vfr", "cfr", "passthrough"));
        fields.text("brand_glossary_id", LONGEST);
        fields.text("brand_voice_id", LONGEST);
        fields.text("folder_id", LONGEST);
        RequestFields stock = fields.object("stock_voice_config");
        if (stock != null) {
            stock.yes("use_stock_voice", false);
            stock.texts("preferred_stock_voice_ids", 100, LONGEST);
        }
        String spoken = fields.text("input_language", LONGEST);
        return new TranslationRequest(
                source,
                languages,
                spoken == null ? null : names.code("input_language", spoken),
                fields.text("title", LONGEST),
                fields.url("callback_url"),
                metadata(fields),
                part(fields));
    }

    static List<String> languages(RequestFields fields, LanguageNames names) {
        List<String> given = fields.texts("output_languages", MOST_LANGUAGES, LONGEST);
        fields.required("output_languages", given.isEmpty() ? null : given.get(0));
        return given.stream().map(one -> names.code("output_languages", one)).toList();
    }

    static Map<String, String> metadata(RequestFields fields) {
        Map<String, String> metadata = new HashMap<>();
        String callbackId = fields.text("callback_id", LONGEST);
        if (callbackId != null) {
            metadata.put(HeyGenJobs.CALLBACK_ID, callbackId);
        }
        if (fields.yes("translate_audio_only", false)) {
            metadata.put(HeyGenJobs.AUDIO_ONLY, "true");
        }
        return metadata;
    }

    private static @Nullable Duration part(RequestFields fields) {
        Double from = fields.number("start_time", 0, LONGEST_SECONDS);
        Double to = fields.number("end_time", 0, LONGEST_SECONDS);
        if (to == null) {
            return null;
        }
        double length = to - (from == null ? 0 : from);
        if (length <= 0) {
            throw HeyGenErrors.invalid("end_time", "end_time is " + to + "; it must be later than start_time.");
        }
        return Duration.ofNanos(Math.round(length * 1e9));
    }

    List<JobSpec> specs() {
        return languages.stream().map(language -> spec(language, metadata)).toList();
    }

    /**
     * The jobs as items of a batch.
     *
     * @param step from the index of one item to that of the next
     */
    List<JobSpec> specs(String batch, int firstIndex, int step) {
        List<JobSpec> specs = new ArrayList<>(languages.size());
        for (String language : languages) {
            Map<String, String> more = new HashMap<>(metadata);
            more.put(HeyGenJobs.BATCH, batch);
            more.put(HeyGenJobs.INDEX, Integer.toString(firstIndex + step * specs.size()));
            specs.add(spec(language, more));
        }
        return specs;
    }

    private JobSpec spec(String language, Map<String, String> more) {
        return new JobSpec(source, language, inputLanguage, title, callbackUrl, more, HeyGenJobs.DIALECT, video);
    }
}
