package dev.fermata.cli.wait;

import dev.fermata.client.backend.FermataSubmission;
import dev.fermata.client.backend.Submission;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What {@code fermata submit} submits. */
final class SubmissionOptions {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A field of the submission, with a value of JSON. */
    record Input(String name, Object value) {}

    @Option(names = "--source", paramLabel = "URL", description = "The URL of the video.")
    private @Nullable String source;

    @Option(
            names = "--language",
            paramLabel = "LANGUAGE",
            description =
                    "A target language, such as es, as the server calls it. Can be given several times: one job for each.")
    private List<String> languages = List.of();

    @Option(
            names = "--source-language",
            paramLabel = "LANGUAGE",
            description = "The language that is spoken in the video.")
    private @Nullable String sourceLanguage;

    @Option(names = "--title", paramLabel = "TEXT", description = "A title for people.")
    private @Nullable String title;

    @Option(names = "--callback", paramLabel = "URL", description = "Where the server sends a webhook.")
    private @Nullable String callback;

    @Option(
            names = "--input",
            paramLabel = "NAME=VALUE",
            converter = InputConverter.class,
            description =
                    "One more field of the submission. A value that is JSON is sent as such: 2, true, [\"a\", \"b\"]. For Fermata's"
                            + " own API: of the scenario of the jobs, such as duration=2. Can be given several times.")
    private List<Input> inputs = List.of();

    @Option(
            names = "--fields",
            paramLabel = "SOURCE,LANGUAGE",
            description =
                    "What the model at replicate or fal calls its inputs, such as video_url,target_lang; SOURCE alone for a model"
                            + " that takes no language.")
    private @Nullable String fields;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "The idempotency key: the same submission with the same key makes no second job, if the server supports that."
                            + " Default: a random one, which is printed on standard error.")
    private @Nullable String key;

    /** Null for none. */
    @Nullable
    String key() {
        return key;
    }

    /** The options that not all vendors take, by name; null for those that were not given. */
    Map<String, @Nullable String> ofVendors() {
        Map<String, @Nullable String> options = new LinkedHashMap<>();
        options.put("--source-language", sourceLanguage);
        options.put("--title", title);
        options.put("--callback", callback);
        options.put("--fields", fields);
        return options;
    }

    /** The options that only models have. */
    Map<String, @Nullable String> ofModels() {
        Map<String, @Nullable String> options = new LinkedHashMap<>();
        options.put("--fields", fields);
        return options;
    }

    Map<String, Object> inputs() {
        Map<String, Object> all = new LinkedHashMap<>();
        inputs.forEach(input -> all.put(input.name(), input.value()));
        return all;
    }

    /**
     * One submission for all languages, or one for each.
     *
     * @throws IllegalArgumentException if something is missing or wrong
     */
    List<Submission> submissions(boolean takesLanguages) {
        if (source == null) {
            throw new IllegalArgumentException(
                    "--source is missing: the URL of the video, such as https://example.com/talk.mp4");
        }
        URI video = uri("--source", source);
        // The client wants one. A model without a field for it does not get it.
        boolean none = fields != null && !fields.contains(",");
        if (none != languages.isEmpty()) {
            throw new IllegalArgumentException(
                    none
                            ? "--language is of no use, because --fields names no input for it; leave it out, or add the name of"
                                    + " that input behind a comma"
                            : "--language is missing: the target language, such as es");
        }
        List<String> targets = none ? List.of("") : languages;
        return takesLanguages
                ? List.of(submission(video, targets.toArray(String[]::new)))
                : targets.stream().map(target -> submission(video, target)).toList();
    }

    /** Inputs become settings of the simulator's scenario. */
    static Submission withScenario(Submission submission, Map<String, Object> inputs) {
        FermataSubmission own = FermataSubmission.of(submission);
        for (Map.Entry<String, Object> input : inputs.entrySet()) {
            own = own.withScenario(input.getKey(), input.getValue());
        }
        return own;
    }

    /**
     * The key of one of several submissions: it does not depend on their order.
     *
     * @throws IllegalArgumentException if no request can have it
     */
    static String key(String key, Submission submission, boolean several) {
        String own =
                several ? key + "-" + URLEncoder.encode(submission.languages().get(0), StandardCharsets.UTF_8) : key;
        if (!KEY.matcher(own).matches()) {
            throw new IllegalArgumentException(
                    "--key is not allowed; allowed are 1 to 255 printable characters of ASCII, of which"
                            + " several languages need some, because each is added to its key");
        }
        return own;
    }

    private Submission submission(URI video, String... targets) {
        Submission submission = Submission.of(video, targets);
        if (sourceLanguage != null) {
            submission = submission.withSourceLanguage(sourceLanguage);
        }
        if (title != null) {
            submission = submission.withTitle(title);
        }
        return callback == null ? submission : submission.withCallback(uri("--callback", callback));
    }

    /** No message shows the URL: its query may hold a signature. */
    private static URI uri(String option, String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute()) {
                return uri;
            }
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException(option + " cannot be read: " + unreadable.getReason() + " at index "
                    + unreadable.getIndex() + "; allowed is a URL such as https://example.com/talk.mp4");
        }
        throw new IllegalArgumentException(
                option + " has no scheme; allowed is a URL such as https://example.com/talk.mp4");
    }

    /** {@code name=value}. */
    static final class InputConverter implements ITypeConverter<Input> {
        @Override
        public Input convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException(
                        "'" + text + "' has no name; allowed is name=value, such as mode=precision");
            }
            String name = text.substring(0, equals);
            Object value = value(text.substring(equals + 1));
            if (value == null) {
                throw new TypeConversionException(
                        name + " is null; allowed are texts, numbers, truth values, lists and objects; leave it out");
            }
            return new Input(name, value);
        }

        /** A text that is no JSON is that text. */
        private static @Nullable Object value(String text) {
            try {
                return JSON.readValue(text, Object.class);
            } catch (JacksonException noJson) {
                return text;
            }
        }
    }
}
