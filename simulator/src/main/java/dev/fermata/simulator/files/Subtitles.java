package dev.fermata.simulator.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.job.JobSpec;
import java.util.List;
import java.util.Locale;

/** Subtitles for the video. Their text is the title of the job and the name of the language in that language. */
final class Subtitles {

    private Subtitles() {}

    /** In the format SubRip. */
    static byte[] srt(JobSpec spec) {
        StringBuilder text = new StringBuilder();
        List<String> lines = lines(spec);
        for (int i = 0; i < lines.size(); i++) {
            text.append(i + 1)
                    .append("\n00:00:0")
                    .append(i)
                    .append(",000 --> 00:00:0")
                    .append(i + 1)
                    .append(",000\n")
                    .append(lines.get(i))
                    .append("\n\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    /** In the format WebVTT. */
    static byte[] vtt(JobSpec spec) {
        StringBuilder text = new StringBuilder("WEBVTT\n\n");
        List<String> lines = lines(spec);
        for (int i = 0; i < lines.size(); i++) {
            text.append("00:0")
                    .append(i)
                    .append(".000 --> 00:0")
                    .append(i + 1)
                    .append(".000\n")
                    .append(lines.get(i).replace("&", "&amp;").replace("<", "&lt;"))
                    .append("\n\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    /** One for each second of the video. */
    private static List<String> lines(JobSpec spec) {
        Locale language = Locale.forLanguageTag(spec.targetLanguage());
        String title = spec.title() == null ? spec.sourceUrl() : spec.title();
        return List.of(oneLine(title), language.getDisplayName(language), "♪ 440 Hz ♪", "𝄐");
    }

    /** Without line breaks and arrows, which would end a cue or begin another one. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").replace("-->", "→").strip();
    }
}
