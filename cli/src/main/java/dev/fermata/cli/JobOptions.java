package dev.fermata.cli;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.JsonBackendBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which jobs {@code fermata wait} waits for, and how their server shows them. */
final class JobOptions {

    /** How a server shows its jobs. */
    enum Kind {
        STATUS,
        FERMATA,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String DEFAULT_URL = "http://localhost:8000";
    private static final String ID = "{id}";
    private static final String NO_ID = "the id of a job is missing; write it behind the options";
    /** The last letters and digits of its path or query serve as its id. */
    private static final Pattern URL_OF_A_JOB =
            Pattern.compile("(?i)(https?://[^/?#]+[/?](?:[^#]*[^#\\w-])?)([\\w-]+)([^#\\w-]*)(?:#.*)?");

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description =
                    "The jobs to wait for. None: the one job of GET /status. The URL may stand among them without --url, and may be"
                            + " that of a job, such as " + DEFAULT_URL + "/v1/jobs/ID.")
    private List<String> ids = List.of();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The server; /status or /v1/jobs is added. With --state: the URL of a job, in which {id} stands for the"
                            + " id. Default: " + DEFAULT_URL + ".")
    private @Nullable String url;

    @Option(
            names = "--backend",
            paramLabel = "KIND",
            description =
                    "How the server shows jobs: ${COMPLETION-CANDIDATES}. Default: json with --state or {id}, fermata with an"
                            + " ID, else status.")
    private @Nullable Kind backend;

    @Option(
            names = "--state",
            paramLabel = "POINTER",
            description = "Where the state is in the JSON of a job: a JSON pointer, such as /data/status.")
    private @Nullable String state;

    @Option(
            names = "--completed",
            paramLabel = "WORD",
            split = ",",
            description = "Words for a job that is completed, such as done,succeeded; or a condition, such as /result.")
    private List<String> completed = List.of();

    @Option(
            names = "--failed",
            paramLabel = "WORD",
            split = ",",
            description =
                    "Words for a job that failed; or a condition, such as /error. All other words mean that it goes on.")
    private List<String> failed = List.of();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file of JSON that describes the server, in place of the options from --url to here; see"
                    + " docs/backends.md.")
    private @Nullable Path config;

    /**
     * What the options come to.
     *
     * @param ids each once
     * @param named whether the user knows the jobs by these ids
     */
    record Target(URI server, Kind kind, Backend backend, Set<String> ids, boolean named) {}

    /**
     * The server and the jobs.
     *
     * @throws IllegalArgumentException if the options do not fit together; no message shows a password
     */
    Target target() {
        Target target = config != null ? described(config) : ofServer(ServerArgument.of(url, ids));
        // What cannot be the id of a job is found out before the first request.
        target.ids().forEach(target.backend()::statusRequest);
        return target;
    }

    private Target ofServer(ServerArgument argument) {
        String address = argument.url().orElse(DEFAULT_URL);
        boolean described = state != null || !completed.isEmpty() || !failed.isEmpty() || address.contains(ID);
        if (backend == Kind.JSON || backend == null && described) {
            return json(address, argument.ids());
        }
        ServerArgument jobs = argument.asJobsOfFermata();
        boolean unnamed = jobs.equals(argument) && jobs.ids().isEmpty();
        if (backend == Kind.STATUS || backend == null && unnamed) {
            require(
                    argument.ids().isEmpty(),
                    "the status backend has one job and no ids; leave the ids out, or choose --backend fermata");
            URI server = server(address);
            return new Target(server, Kind.STATUS, Backend.status(server), Set.of(""), false);
        }
        require(!jobs.ids().isEmpty(), NO_ID);
        URI server = server(jobs.url().orElse(DEFAULT_URL));
        return new Target(server, Kind.FERMATA, Backend.fermata(server), jobs.ids(), true);
    }

    private Target json(String url, Set<String> named) {
        require(state != null, "--state is missing: where the state is in the JSON of a job, such as /status");
        require(!completed.isEmpty(), "--completed is missing: the words for a completed job, such as done,succeeded");
        require(
                named.isEmpty() || url.contains(ID),
                "--url has no {id}; put {id} where the job's id goes, such as https://api.example.com/jobs/{id}");
        String template = url;
        Set<String> jobs = named;
        if (named.isEmpty()) {
            Matcher job = URL_OF_A_JOB.matcher(template);
            require(!template.contains(ID), NO_ID);
            require(job.matches(), "--url is no URL of a job, and there is no id; write the id behind the options");
            template = job.group(1) + ID + job.group(3);
            jobs = Set.of(job.group(2));
        }
        JsonBackendBuilder described = Backend.json(template).state(String.valueOf(state));
        add(described, JobState.COMPLETED, completed);
        add(described, JobState.FAILED, failed);
        try {
            return target(described.build(), jobs, !named.isEmpty());
        } catch (IllegalArgumentException wrong) {
            boolean failure = String.valueOf(wrong.getMessage()).contains("neverFails");
            require(
                    !failure || !failed.isEmpty(),
                    "--failed is missing: a failed job would count as completed, or be waited for to the end; give the words"
                            + " for a failed job, or where its error is, such as /error");
            require(
                    !failure,
                    "--completed " + String.join(",", completed)
                            + " says that a job is done, and not how it ended; give"
                            + " --failed as the place of its error, such as /error");
            throw wrong;
        }
    }

    private static void add(JsonBackendBuilder described, JobState end, List<String> rules) {
        for (String rule : rules) {
            if (rule.startsWith("/")) {
                described.when(end, rule);
            } else if (end == JobState.COMPLETED) {
                described.completed(rule);
            } else {
                described.failed(rule);
            }
        }
    }

    private Target described(Path file) {
        ServerArgument argument = ServerArgument.of(url, ids);
        Set<String> named = argument.ids();
        boolean alone = argument.url().isEmpty() && backend == null && state == null;
        require(
                alone && completed.isEmpty() && failed.isEmpty(),
                "--config stands for --url, --backend, --state, --completed and --failed; leave them out");
        require(!named.isEmpty(), NO_ID);
        try {
            return target(Backend.json(file).build(), named, true);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "--config " + file + " cannot be read; check its name and its permissions");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--config " + file + ": " + wrong.getMessage());
        }
    }

    private static Target target(Backend described, Set<String> jobs, boolean named) {
        URI server = described.statusRequest(jobs.iterator().next()).uri();
        return new Target(server, Kind.JSON, described, jobs, named);
    }

    private static URI server(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("--url cannot be read: " + unreadable.getReason() + " at index "
                    + unreadable.getIndex() + "; allowed is an address such as " + DEFAULT_URL);
        }
    }

    private static void require(boolean met, String problem) {
        if (!met) {
            throw new IllegalArgumentException(problem);
        }
    }
}
