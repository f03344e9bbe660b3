package dev.fermata.cli.wait;

import dev.fermata.cli.console.OptionNames;
import dev.fermata.cli.console.ServerUrl;
import dev.fermata.cli.vendor.Vendor;
import dev.fermata.cli.vendor.VendorSettings;
import dev.fermata.client.backend.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server has the jobs: one with Fermata's own API, a vendor's, or one that a file describes. */
final class ServerOptions {

    static final String STATUS = "status";
    static final String FERMATA = "fermata";
    static final String JSON = "json";

    /** The values of {@code --backend}. */
    static final class Kinds implements Iterable<String> {
        private static final List<String> NAMES = Stream.concat(
                        Stream.of(STATUS, FERMATA, JSON), Vendor.names().stream())
                .toList();

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server; the paths of its API are added. Default: " + ServerUrl.DEFAULT
                    + ", or the vendor's own. The URL may stand among the arguments without --url.")
    private @Nullable String url;

    @Option(
            names = "--backend",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description =
                    "The API of the server: ${COMPLETION-CANDIDATES}. The name of a vendor may also be the first argument.")
    private @Nullable String backend;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A file of JSON that describes the server, in place of --url and --backend; see docs/backends.md.")
    private @Nullable Path config;

    @Option(
            names = {"--model", "--app"},
            paramLabel = "NAME",
            description =
                    "The model at replicate or fal, such as owner/name. fal needs it always, replicate to submit.")
    private @Nullable String model;

    @Option(
            names = "--region",
            paramLabel = "NAME",
            description = "The region of your resource at azure, such as westeurope. Default: AZURE_SPEECH_REGION or"
                    + " SPEECH_REGION.")
    private @Nullable String region;

    @Nullable
    String url() {
        return url;
    }

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    /** The value of {@code --backend}; empty if there is none. */
    String kind() {
        String kind = backend == null ? "" : backend.toLowerCase(Locale.ROOT);
        if (backend != null && !Kinds.NAMES.contains(kind)) {
            throw new IllegalArgumentException(unknown("backend", backend, Kinds.NAMES));
        }
        return kind;
    }

    static String unknown(String what, String typed, List<String> names) {
        return "unknown " + what + " '" + typed + "'; "
                + OptionNames.nearest(typed, names)
                        .map(name -> "did you mean " + name + "?")
                        .orElse("allowed are " + String.join(", ", names));
    }

    /** The backend of a vendor, with the key of the options or of the environment. */
    Backend backend(
            Vendor vendor,
            Optional<String> url,
            Credentials credentials,
            Map<String, String> environment,
            Map<String, @Nullable String> more,
            Map<String, Object> inputs) {
        Map<String, String> options = given(more);
        requireTaken(options, vendor::takes, vendor.toString());
        String key = credentials.keyOf(vendor, environment);
        return vendor.backend(new VendorSettings(environment, key, url.orElse(null), options, inputs));
    }

    /** For a server that is no vendor's. */
    void requireNoVendorOptions(Map<String, @Nullable String> more) {
        requireTaken(given(more), option -> false, "this server");
    }

    private Map<String, String> given(Map<String, @Nullable String> more) {
        Map<String, String> given = new LinkedHashMap<>();
        put("--model", model, given);
        put("--region", region, given);
        more.forEach((name, value) -> put(name, value, given));
        return given;
    }

    private static void put(String name, @Nullable String value, Map<String, String> given) {
        if (value != null) {
            given.put(name, value);
        }
    }

    private static void requireTaken(Map<String, String> options, Predicate<String> takes, String server) {
        options.keySet().stream().filter(takes.negate()).findFirst().ifPresent(option -> {
            throw new IllegalArgumentException(
                    option + " is not for " + server + "; leave it out: it is for " + Vendor.thatTake(option));
        });
    }

    /** What {@code --config} describes. */
    static Backend described(Path file) {
        try {
            return Backend.json(file).build();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "--config " + file + " cannot be read; check its name and its permissions");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--config " + file + ": " + wrong.getMessage());
        }
    }
}
