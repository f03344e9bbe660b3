package dev.fermata.cli.vendor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user says of a vendor, in options and in variables.
 *
 * @param key that of the account
 * @param url that of {@code --url}; null if it was not given
 * @param options those that not all vendors take, with their values, by name
 * @param inputs what each submission has beside the source and the language
 */
public record VendorSettings(
        Map<String, String> environment,
        String key,
        @Nullable String url,
        Map<String, String> options,
        Map<String, Object> inputs) {

    /**
     * The names of a model's inputs.
     *
     * @param language empty for a model that takes no language
     */
    record Fields(String source, String language) {}

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** The value of {@code --fields}. */
    Optional<Fields> fields() {
        return option("--fields").map(text -> {
            String[] names = text.split(",", -1);
            if (names.length > 2 || names[0].isBlank()) {
                throw new IllegalArgumentException("--fields is '" + text
                        + "'; allowed are the names of the inputs for the source and the language, such as"
                        + " video_url,target_lang, or that for the source alone");
            }
            return new Fields(names[0].strip(), names.length < 2 ? "" : names[1].strip());
        });
    }

    Optional<String> variable(List<String> names) {
        return first(names, environment);
    }

    /** The first of these variables that is not blank. */
    static Optional<String> first(List<String> names, Map<String, String> environment) {
        return names.stream()
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "VendorSettings[" + options + "]";
    }
}
