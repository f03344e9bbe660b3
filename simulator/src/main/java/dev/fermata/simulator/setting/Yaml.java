package dev.fermata.simulator.setting;

import dev.fermata.simulator.text.LoneSurrogates;
import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads YAML, and so JSON: one document, each key once, aliases resolved, of bounded size and depth. */
public final class Yaml {

    private static final int MOST_VALUES = 100_000;
    private static final int DEEPEST = 32;
    private static final Pattern PLACE = Pattern.compile(" in .*, (line \\d+, column \\d+):");

    private Yaml() {}

    /**
     * The text of a file.
     *
     * @param longest how many bytes it may have
     * @throws InvalidSettingsException if it is longer, or not UTF-8
     * @throws IOException if it cannot be read
     */
    public static String text(Path file, long longest) throws IOException {
        if (Files.size(file) > longest) {
            throw new InvalidSettingsException(file + " is " + Files.size(file) + " bytes long; allowed is " + longest);
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException otherText) {
            throw new InvalidSettingsException("file " + file + " is no text in UTF-8; save it in that encoding");
        }
    }

    /**
     * Reads a text.
     *
     * @param origin where the text is from, for people
     * @throws InvalidSettingsException with the place and the mistake
     */
    public static JsonNode read(String text, String origin) {
        try {
            // An alias can repeat a large value many times, so the values are counted after aliases are resolved.
            StreamReadConstraints limits = StreamReadConstraints.builder()
                    .maxTokenCount(MOST_VALUES)
                    .maxNestingDepth(DEEPEST)
                    .build();
            JsonNode tree = YAMLMapper.builder(YAMLAnchorReplayingFactory.builder()
                            .streamReadConstraints(limits)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(text);
            LoneSurrogates.problem(tree).ifPresent(problem -> {
                throw new InvalidSettingsException(origin + ": " + problem);
            });
            return tree;
        } catch (StreamConstraintsException tooLarge) {
            throw new InvalidSettingsException(origin + " is too large; allowed are " + MOST_VALUES
                    + " keys and values, nested up to " + DEEPEST + " levels deep, after aliases are resolved");
        } catch (MismatchedInputException trailing) {
            throw unreadable(origin, place(trailing), "a second document begins; allowed is one");
        } catch (JacksonException unreadable) {
            throw unreadable(origin, place(unreadable), mistake(unreadable));
        }
    }

    private static InvalidSettingsException unreadable(String origin, String place, String mistake) {
        return new InvalidSettingsException(origin + " is no YAML or JSON" + place + ": " + mistake);
    }

    private static String place(JacksonException unreadable) {
        String place = unreadable.getLocation() == null
                ? ""
                : "line " + unreadable.getLocation().getLineNr() + ", column "
                        + unreadable.getLocation().getColumnNr();
        for (String line : message(unreadable).lines().toList()) {
            Matcher exact = PLACE.matcher(line);
            place = exact.find() ? exact.group(1) : place;
        }
        return place.isEmpty() ? "" : " (" + place + ")";
    }

    /** The parser names its context first, with lines of the text between; the mistake comes last. */
    private static String mistake(JacksonException unreadable) {
        String mistake = "unreadable";
        for (String line : message(unreadable).lines().toList()) {
            mistake = line.startsWith(" ") ? mistake : line;
        }
        return Printable.value(mistake)
                .replaceFirst("^Duplicate Object property (\".*\")$", "the key $1 is there twice")
                .replaceFirst("^Expected a property name.*", "a key is not text")
                .replaceFirst("^invalid alias: (.*)", "there is no anchor before the alias '*$1'")
                .replaceFirst("^found character '\\\\t\\(TAB\\)'.*", "a tab cannot begin a value; indent with spaces")
                .replaceFirst(" that cannot start any token.*", ", which cannot begin a value without quotes around it")
                .replace("'<stream end>'", "the end")
                .replace("end of stream", "end");
    }

    private static String message(JacksonException unreadable) {
        return String.valueOf(unreadable.getOriginalMessage());
    }
}
