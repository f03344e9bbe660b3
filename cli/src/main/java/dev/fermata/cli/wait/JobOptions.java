package dev.fermata.cli.wait;

import dev.fermata.cli.console.ServerUrl;
import dev.fermata.cli.vendor.Vendor;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.JsonBackendBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which jobs {@code fermata wait} waits for, and how their server shows them. */
final class JobOptions {

    private static final String ID = ServerArgument.ID;
    private static final String NO_ID = "the id of a job is missing; write it behind the options";
    /** How a condition begins; anything else is a word. */
    private static final Pattern CONDITION = Pattern.compile("/|header:|status-code\\b");

    /** The last letters and digits of its path or query serve as its id. */
    private static final Pattern URL_OF_A_JOB =
            Pattern.compile("(?i)(https?://[^/?#]+[/?](?:[^#]*[^#\\w-])?)([\\w-]+)([^#\\w-]*)(?:#.*)?");

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description =
                    "The jobs to wait for, behind the name of their vendor if they are a vendor's. None: the one job of GET /status."
                            + " The URL may stand among them, and may be that of a job, such as "
                            + ServerUrl.DEFAULT + "/v1/jobs/ID.")
    private List<String> ids = List.of();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--state",
            paramLabel = "POINTER",
            description =
                    "Where the state is in the JSON of a job: a JSON pointer, such as /data/status. --url is then that of a"
                            + " job, in which {id} stands for the id.")
    private @Nullable String state;

    @Option(
            names = "--completed",
            paramLabel = "WORD",
            description = "Words for a job that is completed, such as done,succeeded; or a condition, such as /result.")
    private List<String> completed = List.of();

    @Option(
            names = "--failed",
            paramLabel = "WORD",
            description =
                    "Words for a job that failed; or a condition, such as /error. All other words mean that it goes on.")
    private List<String> failed = List.of();

    /**
     * What the options come to.
     *
     * @param isStatus whether it is the one job of {@code GET /status}
     * @param ids each once
     * @param named whether the user knows the jobs by these ids
     */
    record Target(URI server, boolean isStatus, Backend backend, Set<String> ids, boolean named) {}

    /**
     * The server and the jobs.
     *
     * @throws IllegalArgumentException if the options do not fit together; no message shows a password or a key
     */
    Target target(Credentials credentials, Map<String, String> environment) {
        ServerArgument argument = ServerArgument.of(server.url(), ids);
        Optional<Vendor> vendor = vendor(argument);
        if (vendor.isPresent()) {
            return ofVendor(vendor.get(), argument, credentials, environment);
        }
        server.requireNoVendorOptions(Map.of());
        return server.config().isPresent() ? described(server.config().get(), argument) : ofServer(argument);
    }

    private boolean isDescribed(ServerArgument argument) {
        return state != null || !completed.isEmpty() || !failed.isEmpty() || argument.describesJobs();
    }

    private Optional<Vendor> vendor(ServerArgument argument) {
        Optional<Vendor> chosen = Vendor.named(server.kind());
        boolean described = isDescribed(argument) || server.config().isPresent();
        require(
                chosen.isEmpty() || !described,
                "--state, --completed, --failed, --config and {id} describe a server that is no vendor's; leave them out, or leave"
                        + " --backend out");
        return described || !server.kind().isEmpty() ? chosen : argument.vendor();
    }

    private Target ofVendor(
            Vendor named, ServerArgument argument, Credentials credentials, Map<String, String> environment) {
        boolean first = argument.vendor().equals(Optional.of(named));
        Set<String> jobs = first ? argument.withoutFirst() : argument.ids();
        require(!jobs.isEmpty(), NO_ID);
        Vendor vendor = named.of(jobs);
        return target(server.backend(vendor, argument.url(), credentials, environment, Map.of(), Map.of()), jobs, true);
    }

    private Target ofServer(ServerArgument argument) {
        String address = argument.url().orElse(ServerUrl.DEFAULT);
        String kind = server.kind();
        if (kind.equals(ServerOptions.JSON) || kind.isEmpty() && isDescribed(argument)) {
            return json(address, argument.ids());
        }
        ServerArgument jobs = argument.asJobsOfFermata();
        boolean unnamed = jobs.equals(argument) && jobs.ids().isEmpty();
        if (kind.equals(ServerOptions.STATUS) || kind.isEmpty() && unnamed) {
            require(
                    argument.ids().isEmpty(),
                    "the status backend has one job and no ids; leave the ids out, or choose --backend fermata");
            URI url = ServerUrl.read(address);
            return new Target(url, true, Backend.status(url), Set.of(""), false);
        }
        require(!jobs.ids().isEmpty(), NO_ID);
        if (kind.isEmpty() && argument.url().isEmpty()) {
            jobs.requireNoMisspelledVendor();
        }
        URI url = ServerUrl.read(jobs.url().orElse(ServerUrl.DEFAULT));
        return target(Backend.fermata(url), jobs.ids(), true);
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

    /** Words have commas between them. A condition may have commas in it, so it is the last. */
    private static Stream<String> split(String argument) {
        List<String> rules = new ArrayList<>();
        String rest = argument.strip();
        while (!rest.isEmpty()) {
            int comma = CONDITION.matcher(rest).lookingAt() ? -1 : rest.indexOf(',');
            rules.add((comma < 0 ? rest : rest.substring(0, comma)).strip());
            rest = comma < 0 ? "" : rest.substring(comma + 1).strip();
        }
        return rules.stream().filter(rule -> !rule.isEmpty());
    }

    private static void add(JsonBackendBuilder described, JobState end, List<String> rules) {
        for (String rule : rules.stream().flatMap(JobOptions::split).toList()) {
            if (CONDITION.matcher(rule).lookingAt()) {
                described.when(end, rule);
            } else if (end == JobState.COMPLETED) {
                described.completed(rule);
            } else {
                described.failed(rule);
            }
        }
    }

    private Target described(Path file, ServerArgument argument) {
        boolean alone = argument.url().isEmpty() && server.kind().isEmpty() && !isDescribed(argument);
        require(alone, "--config stands for --url, --backend, --state, --completed and --failed; leave them out");
        require(!argument.ids().isEmpty(), NO_ID);
        return target(ServerOptions.described(file), argument.ids(), true);
    }

    /** What cannot be the id of a job is found out before the first request. */
    private static Target target(Backend backend, Set<String> jobs, boolean named) {
        URI url = backend.statusRequest(jobs.iterator().next()).uri();
        jobs.forEach(backend::statusRequest);
        return new Target(url, false, backend, jobs, named);
    }

    private static void require(boolean met, String problem) {
        if (!met) {
            throw new IllegalArgumentException(problem);
        }
    }
}
