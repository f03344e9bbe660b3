package dev.fermata.simulator.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.job.JobSpec;
import java.util.List;
import java.util.Locale;

/** Subtitles for the video, in so far as somebody who speaks no language can write them: they name the language in itself. */
final class Subtitles {

    private Subtitles() {}

    /** As SubRip has it. */
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

    /** As browsers have it. */
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

    /** What would end a cue, or begin another one, is no text. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").replace("-->", "→").strip();
    }
}
