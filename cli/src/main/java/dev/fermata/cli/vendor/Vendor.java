package dev.fermata.cli.vendor;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.vendor.AzureBackend;
import dev.fermata.client.vendor.ElevenLabsBackend;
import dev.fermata.client.vendor.ElevenLabsProjectBackend;
import dev.fermata.client.vendor.FalBackend;
import dev.fermata.client.vendor.HeyGenBackend;
import dev.fermata.client.vendor.ReplicateBackend;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The vendors that the command line knows by name. A further vendor is one more constant. */
public enum Vendor {
    HEYGEN(
            List.of("HEYGEN_API_KEY"),
            "X-Api-Key: ",
            "HEYGEN_API_BASE",
            Set.of("--source-language", "--title", "--callback"),
            Languages.SEVERAL,
            backend((key, settings) -> HeyGenBackend.of(key), HeyGenBackend::withServer, HeyGenBackend::withInput)),
    ELEVENLABS(
            List.of("ELEVENLABS_API_KEY"),
            "xi-api-key: ",
            "ELEVENLABS_BASE_URL",
            Set.of("--source-language", "--title"),
            Languages.ONE,
            backend(
                    (key, settings) -> ElevenLabsBackend.of(key),
                    ElevenLabsBackend::withServer,
                    ElevenLabsBackend::withInput)),
    ELEVENLABS_PROJECT(
            List.of("ELEVENLABS_API_KEY"),
            "xi-api-key: ",
            "ELEVENLABS_BASE_URL",
            Set.of("--source-language", "--title"),
            Languages.ONE,
            backend(
                    (key, settings) -> ElevenLabsProjectBackend.of(key),
                    ElevenLabsProjectBackend::withServer,
                    ElevenLabsProjectBackend::withInput)),
    REPLICATE(
            List.of("REPLICATE_API_TOKEN"),
            "Authorization: Bearer ",
            "REPLICATE_BASE_URL",
            Set.of("--model", "--fields", "--callback"),
            Languages.ONE,
            backend(Vendor::replicate, ReplicateBackend::withServer, ReplicateBackend::withInput)),
    AZURE(
            List.of("AZURE_SPEECH_KEY", "SPEECH_KEY"),
            "Ocp-Apim-Subscription-Key: ",
            "",
            Set.of("--region", "--source-language", "--title"),
            Languages.ONE,
            backend(Vendor::azure, AzureBackend::withServer, AzureBackend::withInput)),
    FAL(
            List.of("FAL_KEY"),
            "Authorization: Key ",
            "FAL_QUEUE_RUN_HOST",
            Set.of("--model", "--fields", "--callback"),
            Languages.ONE,
            backend(Vendor::fal, FalBackend::withServer, FalBackend::withInput));

    /** How many one submission may have. */
    private enum Languages {
        ONE,
        SEVERAL
    }

    @FunctionalInterface
    private interface WithInput<B> {
        B apply(B backend, String name, Object value);
    }

    /** Stands for a key that a command makes later. */
    public static final String KEY_TO_COME = "to-come";

    private final List<String> keyVariables;
    private final String keyHeader;
    private final String urlVariable;
    private final Set<String> options;
    private final Languages languages;
    private final BiFunction<VendorSettings, Optional<URI>, Backend> backend;

    /**
     * @param keyVariables where its own clients and samples have the key; the first that is set counts
     * @param keyHeader the header that has the key, up to the key
     * @param urlVariable where its own clients have the base URL, or its host alone; empty if they have none
     * @param options those that it takes, of the ones that not all vendors take
     */
    Vendor(
            List<String> keyVariables,
            String keyHeader,
            String urlVariable,
            Set<String> options,
            Languages languages,
            BiFunction<VendorSettings, Optional<URI>, Backend> backend) {
        this.keyVariables = keyVariables;
        this.keyHeader = keyHeader;
        this.urlVariable = urlVariable;
        this.options = options;
        this.languages = languages;
        this.backend = backend;
    }

    private static <B extends Backend> BiFunction<VendorSettings, Optional<URI>, Backend> backend(
            BiFunction<String, VendorSettings, B> of, BiFunction<B, URI, B> at, WithInput<B> with) {
        return (settings, url) -> {
            B backend = of.apply(settings.key(), settings);
            if (url.isPresent()) {
                backend = at.apply(backend, url.get());
            }
            for (Map.Entry<String, Object> input : settings.inputs().entrySet()) {
                backend = with.apply(backend, input.getKey(), input.getValue());
            }
            return backend;
        };
    }

    /** Without a model it waits for predictions of any, and submits none. */
    private static ReplicateBackend replicate(String key, VendorSettings settings) {
        ReplicateBackend backend = settings.option("--model")
                .map(model -> ReplicateBackend.of(key, model))
                .orElseGet(() -> ReplicateBackend.of(key));
        return settings.fields()
                .map(names -> backend.withFields(names.source(), names.language()))
                .orElse(backend);
    }

    /** The region is a part of the vendor's own URL only. */
    private static AzureBackend azure(String key, VendorSettings settings) {
        String region = settings.option("--region")
                .or(() -> settings.variable(List.of("AZURE_SPEECH_REGION", "SPEECH_REGION")))
                .or(() -> Optional.ofNullable(settings.url()).map(url -> "any"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the region is missing; set AZURE_SPEECH_REGION, or give --region, such as westeurope"));
        return AzureBackend.of(key, region);
    }

    private static FalBackend fal(String key, VendorSettings settings) {
        FalBackend backend = FalBackend.of(
                key,
                settings.option("--model")
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "--model is missing: fal keeps its jobs by model; "
                                                + "give the one to which the job was submitted, such as fal-ai/heygen/v2/translate/speed")));
        return settings.fields()
                .map(names -> backend.withFields(names.source(), names.language()))
                .orElse(backend);
    }

    /** The vendor with this name in small or in capital letters. */
    public static Optional<Vendor> named(String name) {
        return Arrays.stream(values())
                .filter(vendor -> vendor.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Vendor::toString).toList();
    }

    /** Those that take this option, for people. */
    public static String thatTake(String option) {
        return Arrays.stream(values())
                .filter(vendor -> vendor.options.contains(option))
                .map(Vendor::toString)
                .collect(Collectors.joining(", "));
    }

    /** ElevenLabs has two APIs. Only ids of languages of projects have a slash. */
    public Vendor of(Collection<String> ids) {
        long ofProjects = ids.stream().filter(id -> id.contains("/")).count();
        if (this != ELEVENLABS || ofProjects == 0) {
            return this;
        }
        if (ofProjects < ids.size()) {
            throw new IllegalArgumentException(
                    "some ids have a slash, and are of projects, and some have none; wait for the"
                            + " two kinds by two commands");
        }
        return ELEVENLABS_PROJECT;
    }

    /**
     * The key of the environment.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String key(Map<String, String> environment) {
        return VendorSettings.first(keyVariables, environment)
                .orElseThrow(() -> new IllegalArgumentException("the key of " + this + " is missing; set "
                        + keyVariables.get(0) + ", or give --api-key or --token-command"));
    }

    public List<String> keyVariables() {
        return keyVariables;
    }

    /** Where its own clients have the base URL, or its host alone; empty if they have none. */
    public String urlVariable() {
        return urlVariable;
    }

    /** The name of the header that has the key. */
    public String keyHeader() {
        return keyHeader.substring(0, keyHeader.indexOf(':'));
    }

    /** The value of that header. */
    public String keyHeaderValue(String key) {
        return keyHeader.substring(keyHeader.indexOf(' ') + 1) + key;
    }

    public boolean takes(String option) {
        return options.contains(option);
    }

    public boolean takesLanguages() {
        return languages == Languages.SEVERAL;
    }

    /**
     * The backend, at the URL that was given, or that the vendor's own variable has.
     *
     * @throws IllegalArgumentException if something is missing or wrong; no message shows the key
     */
    public Backend backend(VendorSettings settings) {
        String given = settings.url();
        String variable = settings.variable(List.of(urlVariable)).orElse("");
        if (given == null && variable.isEmpty()) {
            return backend.apply(settings, Optional.empty());
        }
        String where = given == null ? urlVariable : "--url";
        String url = given != null ? given : urlVariable.endsWith("_HOST") ? "https://" + variable : variable;
        try {
            return backend.apply(settings, Optional.of(uri(where, url)));
        } catch (IllegalArgumentException wrong) {
            String problem = String.valueOf(wrong.getMessage());
            throw problem.startsWith("server URL") ? new IllegalArgumentException(where + ": " + problem) : wrong;
        }
    }

    private static URI uri(String where, String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException(where + " cannot be read: " + unreadable.getReason() + " at index "
                    + unreadable.getIndex() + "; allowed is an address such as http://localhost:8000");
        }
    }

    /** The name as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
