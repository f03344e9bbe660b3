package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.text.Printable;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checked input of a translation. Fields that are not known are ignored.
 *
 * @param mediaUrl of the video, or of the audio
 */
record AzureInput(
        String mediaUrl,
        boolean audioOnly,
        String targetLocale,
        @Nullable String sourceLocale,
        boolean withIteration) {

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]");
    private static final Pattern LOCALE =
            Pattern.compile("(?=.{5,16}$)[A-Za-z]{2,4}([_-][A-Za-z]{4})?([_-]([A-Za-z]{2}|[0-9]{3}))?");
    private static final Pattern COLOR = Pattern.compile("#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})");
    private static final int LONGEST = 1_000;

    static AzureInput of(RequestFields body, Request request) {
        RequestFields input = body.object("input");
        if (input == null) {
            throw AzureErrors.invalid("input", "The field 'input' is missing.");
        }
        String target = input.required("targetLocale", locale(input, "targetLocale"));
        String voice = input.word("voiceKind", List.of("PlatformVoice", "PersonalVoice"));
        input.required("voiceKind", voice);
        String source = locale(input, "sourceLocale");
        if (String.valueOf(request.query(AzureApi.VERSION)).startsWith("2024")) {
            input.required("sourceLocale", source);
        }
        String video = input.url("videoFileUrl");
        String audio = input.url("audioFileUrl");
        if ((video == null) == (audio == null)) {
            throw AzureErrors.invalid(
                    "input.videoFileUrl",
                    video == null
                            ? "The input has neither a videoFileUrl nor an audioFileUrl. Send one of the two."
                            : "The input has both a videoFileUrl and an audioFileUrl. Send only one of the two.");
        }
        subtitles(input);
        input.yes("enableLipSync", false);
        input.text("inputFileSourceKind", LONGEST);
        boolean withIteration = input.yes("autoCreateFirstIteration", false);
        RequestFields first = body.object("firstIterationInput");
        if (first != null) {
            checkIteration(first, false);
        }
        String url = video == null ? String.valueOf(audio) : video;
        return new AzureInput(url, video == null, target, source, withIteration);
    }

    /** @param needsSubtitles whether it needs a file with changed subtitles, because it is not the first one */
    static void checkIteration(RequestFields input, boolean needsSubtitles) {
        RequestFields file = input.object("webvttFile");
        if (file != null) {
            file.required("url", file.url("url"));
            file.required(
                    "kind", file.word("kind", List.of("SourceLocaleSubtitle", "TargetLocaleSubtitle", "MetadataJson")));
        } else if (needsSubtitles) {
            throw AzureErrors.invalid(
                    input.place("webvttFile"),
                    "The field '" + input.place("webvttFile")
                            + "' is missing. Each iteration after the first one needs it.");
        }
        subtitles(input);
        String lexicon = input.url("ttsCustomLexiconFileUrl");
        String lexiconId = input.text("ttsCustomLexiconFileIdInAudioContentCreation", LONGEST);
        if (lexicon != null && lexiconId != null) {
            throw AzureErrors.invalid(
                    input.place("ttsCustomLexiconFileUrl"),
                    "There are both ttsCustomLexiconFileUrl and ttsCustomLexiconFileIdInAudioContentCreation; allowed is"
                            + " one of them.");
        }
        for (String flag : List.of(
                "enableVideoSpeedAdjustment",
                "enableOcrCorrectionFromSubtitle",
                "exportTargetLocaleAdvancedSubtitleFile",
                "exportAdjustedPromptAudioInWebvtt")) {
            input.yes(flag, false);
        }
        color(input, "subtitlePrimaryColor");
        color(input, "subtitleOutlineColor");
        input.whole("subtitleFontSize", 5, 30);
        input.whole("subtitleVerticalMargin", 0, 200);
        input.number("adjustBackgroundVolumeMultiplier", Double.MIN_VALUE, 1);
        input.word("enableEmotionalPlatformVoice", List.of("Auto", "Enable", "Disable"));
        input.url("pushResultToAzureStorageBlobDirUrl");
        input.text("pushResultToAzureStorageBlobDirUrlManagedIdentityClientId", LONGEST);
    }

    private static void subtitles(RequestFields input) {
        input.whole("speakerCount", 0, 1_000);
        input.whole("subtitleMaxCharCountPerSegment", 1, 1_000);
        input.yes("exportSubtitleInVideo", false);
    }

    private static @Nullable String locale(RequestFields input, String name) {
        return matching(input, name, LOCALE, "a locale of 5 to 16 characters such as es-ES");
    }

    private static void color(RequestFields input, String name) {
        matching(input, name, COLOR, "a color such as #FFFFFF, or #FFFFFF80");
    }

    private static @Nullable String matching(RequestFields input, String name, Pattern pattern, String allowed) {
        String text = input.text(name, LONGEST);
        if (text != null && !pattern.matcher(text).matches()) {
            throw AzureErrors.invalid(
                    input.place(name), name + " is '" + Printable.value(text) + "'; allowed is " + allowed + ".");
        }
        return text;
    }

    /** The id that the client chooses for a new operation, from its header. */
    static String operation(Request request) {
        String given = request.header("Operation-Id");
        if (given == null) {
            throw AzureErrors.invalid(
                    "Operation-Id", "The header Operation-Id is missing. Choose an id, such as a UUID.");
        }
        return id("Operation-Id", given);
    }

    static String id(String name, String given) {
        if (!ID.matcher(given).matches()) {
            throw AzureErrors.invalid(
                    name,
                    name + " is '" + Printable.value(given)
                            + "'; allowed are 3 to 64 letters, digits, '.', '_' and '-',"
                            + " with a letter or a digit at both ends.");
        }
        return given;
    }
}
