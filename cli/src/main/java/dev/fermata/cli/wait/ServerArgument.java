package dev.fermata.cli.wait;

import dev.fermata.cli.console.OptionNames;
import dev.fermata.cli.vendor.Vendor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server and the ids among the arguments of {@code fermata wait}: the URL may stand anywhere among the ids, in place of {@code --url}.
 *
 * @param url as the user wrote it
 * @param ids each once
 */
record ServerArgument(Optional<String> url, Set<String> ids) {

    private static final String EXAMPLE = "http://localhost:8000";
    private static final Pattern OTHER_URL = Pattern.compile("(?i)(?!https?:)[a-z][a-z0-9+.-]*://.*");
    private static final Pattern URL = Pattern.compile("(?i)https?://.*");
    /** A host and a port without a scheme. With a URL beside it, it is an id. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?i)(localhost(:\\d+)?|(\\[[0-9a-f:.]+]|[0-9]+(\\.[0-9]+){3}|[a-z0-9_-]+(\\.[a-z0-9_-]+)+):\\d{1,5})(/.*)?");
    /** Ids of jobs hardly ever have no digit. */
    private static final Pattern VENDOR = Pattern.compile("(?i)[a-z-]{3,}");
    /** Stands for the id in a URL. */
    static final String ID = "{id}";
    /** The jobs of {@code /v1}, or one of them: the server, {@code /jobs}, the id, and the query. */
    private static final Pattern JOBS_OF_FERMATA =
            Pattern.compile("(?i)(https?://[^?#]*?)/v1(/jobs(?:/([^/?#]+))?)?/?(\\?[^#]*)?(?:#.*)?");

    /**
     * Tells the URL from the ids.
     *
     * @param option the value of {@code --url}
     * @throws IllegalArgumentException if there are two URLs, or an address without a scheme
     */
    static ServerArgument of(@Nullable String option, List<String> arguments) {
        String url = option;
        Set<String> ids = new LinkedHashSet<>();
        boolean hasUrl = url != null || arguments.stream().anyMatch(URL.asMatchPredicate());
        for (String argument : arguments) {
            if (!hasUrl && OTHER_URL.matcher(argument).matches()) {
                throw new IllegalArgumentException("the URL has another scheme than http or https, such as " + EXAMPLE);
            }
            if (!hasUrl && ADDRESS.matcher(argument).matches()) {
                throw new IllegalArgumentException(
                        "'" + argument + "' has no scheme; did you mean http://" + argument + "?");
            }
            if (!URL.matcher(argument).matches()) {
                ids.add(argument);
            } else if (url == null || url.equals(argument)) {
                url = argument;
            } else {
                url = together(url, argument, ids);
            }
        }
        return new ServerArgument(Optional.ofNullable(url), ids);
    }

    /** The URLs of two jobs of one server; the first stays a URL. */
    private static String together(String url, String other, Set<String> ids) {
        ServerArgument one = new ServerArgument(Optional.of(url), Set.of()).asJobsOfFermata();
        ServerArgument two = new ServerArgument(Optional.of(other), Set.of()).asJobsOfFermata();
        if (two.ids().isEmpty() || !one.url().equals(two.url())) {
            throw new IllegalArgumentException(
                    "there are two URLs; give the URL of one server, and the ids of its jobs behind it");
        }
        ids.addAll(two.ids());
        return url;
    }

    /** The vendor whose name comes first. */
    Optional<Vendor> vendor() {
        return ids.stream().findFirst().flatMap(Vendor::named);
    }

    /** All ids but the first, which is the name of a vendor. */
    Set<String> withoutFirst() {
        Set<String> others = new LinkedHashSet<>();
        ids.stream().skip(1).forEach(others::add);
        return others;
    }

    /** @throws IllegalArgumentException if the first of several ids is nearly the name of a vendor */
    void requireNoMisspelledVendor() {
        String first = ids.iterator().next();
        Optional<String> meant = OptionNames.nearest(first, Vendor.names());
        if (ids.size() > 1 && meant.isPresent() && VENDOR.matcher(first).matches()) {
            throw new IllegalArgumentException("unknown vendor '" + first + "'; did you mean " + meant.get()
                    + "? If it is the id of a job, choose --backend fermata");
        }
    }

    /**
     * If the URL is that of a job of {@code /v1}, or of all: the URL of its server, and the job's id before the others. A URL that ends in
     * {@code /v1} may be that of another server, which has {@code /v1/status}: the ids beside it tell.
     */
    ServerArgument asJobsOfFermata() {
        Matcher jobs = JOBS_OF_FERMATA.matcher(url.orElse(""));
        if (!jobs.matches() || jobs.group(2) == null && ids.isEmpty()) {
            return this;
        }
        Set<String> all = new LinkedHashSet<>();
        Optional.ofNullable(jobs.group(3)).filter(id -> !id.equals(ID)).ifPresent(all::add);
        all.addAll(ids);
        String query = Optional.ofNullable(jobs.group(4)).orElse("");
        return new ServerArgument(Optional.of(jobs.group(1) + query), all);
    }

    /** Whether the URL says where the id goes, and the server is not known to have Fermata's API. */
    boolean describesJobs() {
        return url.orElse("").contains(ID) && asJobsOfFermata().equals(this);
    }
}
