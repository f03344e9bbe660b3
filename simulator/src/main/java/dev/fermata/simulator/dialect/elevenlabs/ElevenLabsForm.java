package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.FormData;
import dev.fermata.simulator.dialect.FormData.Part;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.text.Printable;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of a creation.
 *
 * @param fields its texts, numbers and truth values. An empty one counts as missing
 */
record ElevenLabsForm(FormData data, RequestFields fields) {

    private static final Set<String> NUMBERS = Set.of("num_speakers", "start_time", "end_time", "csv_fps");
    private static final Set<String> FLAGS = Set.of(
            "watermark",
            "highest_resolution",
            "drop_background_audio",
            "use_profanity_filter",
            "dubbing_studio",
            "disable_voice_cloning");
    private static final String FILE = "file";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,6})?");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}");

    /**
     * What is dubbed.
     *
     * @param address its URL, or the name of the file
     * @param fileName null for a URL
     * @param mimeType null for a URL, and if the client says nothing
     */
    record Source(
            String address,
            @Nullable String fileName,
            @Nullable String mimeType) {}

    static ElevenLabsForm of(Request request) {
        FormData data = FormData.of(request)
                .orElseThrow(() -> ElevenLabsErrors.invalid(
                        "file", "The body is no form. Send multipart/form-data, also with a source_url."));
        ObjectNode json = JsonMapper.shared().createObjectNode();
        for (Part part : data.parts()) {
            // A file may have no name.
            boolean field = part.fileName().isEmpty() && !part.name().equals(FILE);
            String text = field ? part.text() : "";
            if (!text.isEmpty() && !json.has(part.name())) {
                put(json, part.name(), text);
            }
        }
        return new ElevenLabsForm(data, RequestFields.ignoringOthers(json, ""));
    }

    private static void put(ObjectNode json, String name, String text) {
        boolean flag = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
        if (FLAGS.contains(name) && flag) {
            json.put(name, Boolean.parseBoolean(text));
        } else if (NUMBERS.contains(name) && NUMBER.matcher(text).matches()) {
            if (text.contains(".")) {
                json.put(name, Double.parseDouble(text));
            } else {
                json.put(name, Long.parseLong(text));
            }
        } else {
            json.put(name, text);
        }
    }

    /** The file, or what is at the URL. */
    Source source() {
        String url = fields.url("source_url");
        Part file = data.part(FILE).filter(part -> part.size() > 0).orElse(null);
        if ((url == null) == (file == null)) {
            throw ElevenLabsErrors.invalid(
                    "source_url",
                    url == null
                            ? "The form has neither a file nor a source_url. Send one of the two."
                            : "The form has both a file and a source_url. Send only one of the two.");
        }
        if (file == null) {
            return new Source(String.valueOf(url), null, null);
        }
        String name = file.fileName().isEmpty() ? "file" : Printable.cut(Printable.clean(file.fileName()), 200);
        return new Source(name, name, file.contentType().isEmpty() ? null : Printable.cut(file.contentType(), 100));
    }

    /** A field that may come several times. */
    List<String> texts(String name, int most, int longest) {
        List<String> texts = data.parts().stream()
                .filter(part -> part.name().equals(name))
                .map(part -> part.text().strip())
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
        if (texts.size() > most || texts.stream().anyMatch(text -> text.length() > longest)) {
            throw ElevenLabsErrors.invalid(
                    name,
                    name + " has " + texts.size() + " values; allowed are " + most + ", each with at most " + longest
                            + " characters.");
        }
        return texts;
    }

    /** A code such as {@code es} or {@code pt-BR}. */
    static @Nullable String language(RequestFields fields, String name) {
        String given = fields.text(name, 1_000);
        if (given != null && !LANGUAGE.matcher(given).matches()) {
            throw ElevenLabsErrors.invalid(
                    name, name + " is '" + Printable.value(given) + "'; allowed is a code such as es or pt-BR.");
        }
        return given;
    }
}
