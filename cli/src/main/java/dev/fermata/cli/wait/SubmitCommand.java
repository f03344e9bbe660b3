package dev.fermata.cli.wait;

import dev.fermata.cli.console.CommandEnvironment;
import dev.fermata.cli.console.ServerUrl;
import dev.fermata.cli.console.UsageErrors;
import dev.fermata.cli.vendor.Vendor;
import dev.fermata.client.Waiter;
import dev.fermata.client.WaiterBuilder;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Submission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fermata submit}. */
@Command(
        name = "submit",
        abbreviateSynopsis = true,
        sortOptions = false,
        description = {
            "Submits a video, to a server with Fermata's own API or to a vendor, and prints the ids of the new jobs, one in a line.",
            "",
            "With --wait it then waits for them as 'fermata wait' does.",
            ""
        },
        exitCodeListHeading = "%nExit codes; of several jobs, the highest counts:%n",
        exitCodeList = {
            "0:submitted; with --wait: completed",
            "1:with --wait: error, failed or canceled",
            "2:wrong usage",
            "3:refused: the server rejected the submission",
            "4:with --wait: timeout; the server last said that the job goes on",
            "5:there was no valid answer; the job may exist all the same",
            "74:standard output takes nothing",
            "130:interrupted by Ctrl+C",
            "143:ended by SIGTERM"
        })
public final class SubmitCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    @Parameters(
            arity = "0..*",
            paramLabel = "VENDOR",
            description =
                    "The vendor, such as heygen. None: the server has Fermata's own API. The URL may stand beside it.")
    private List<String> arguments = List.of();

    @Mixin
    private SubmissionOptions submission = new SubmissionOptions();

    @Option(names = "--wait", description = "Waits for the new jobs. --max-wait is for both.")
    private boolean wait;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private WaiterOptions options = new WaiterOptions();

    @Spec
    private CommandSpec spec;

    /**
     * What is submitted, and how.
     *
     * @param submissions each with a key of its own
     * @param said what standard error gets before it begins; empty for nothing
     */
    private record Plan(Backend backend, Map<String, Submission> submissions, String said) {

        /** The jobs to wait for. */
        JobOptions.Target target(Set<String> ids) {
            Map.Entry<String, Submission> first =
                    submissions.entrySet().iterator().next();
            Backend.Submit way = backend.submit().orElseThrow();
            return new JobOptions.Target(
                    way.request(first.getValue(), first.getKey()).uri(), false, backend, ids, true);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        Plan plan;
        WaiterBuilder builder;
        try {
            Map<String, String> environment = CommandEnvironment.of(spec);
            plan = plan(environment);
            builder = options.builder(plan.target(Set.of()), environment);
        } catch (IllegalArgumentException wrong) {
            throw UsageErrors.of(spec, wrong);
        }
        try (Waiter waiter = builder.build()) {
            NewJobs jobs = new NewJobs(new WaitOutput(spec, options.json(), options.verbose()));
            jobs.submit(waiter, plan.submissions(), options.limit(), plan.said());
            if (!wait || jobs.ids().isEmpty()) {
                return jobs.exitCode();
            }
            Duration left = options.limit().minusNanos(System.nanoTime() - start);
            Duration limit = left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
            return Math.max(jobs.exitCode(), jobs.output().await(waiter, plan.target(jobs.ids()), limit));
        }
    }

    private Plan plan(Map<String, String> environment) {
        ServerArgument argument = ServerArgument.of(server.url(), arguments);
        Optional<Vendor> vendor = vendor(argument);
        Backend backend = backend(vendor, argument, environment);
        Backend.Submit way = backend.submit()
                .orElseThrow(() -> new IllegalArgumentException(
                        vendor.isPresent()
                                ? "--model is missing: the model that gets the submission, such as owner/name"
                                : "--config has no submit; add it, or submit in another way and wait for the id"));
        List<Submission> all =
                submission.submissions(vendor.map(Vendor::takesLanguages).orElse(true));
        String key = Optional.ofNullable(submission.key())
                .orElseGet(() -> UUID.randomUUID().toString());
        Map<String, Submission> byKey = new LinkedHashMap<>();
        for (Submission each : all) {
            boolean ofFermata = vendor.isEmpty() && server.config().isEmpty();
            byKey.put(
                    SubmissionOptions.key(key, each, all.size() > 1),
                    ofFermata ? SubmissionOptions.withScenario(each, submission.inputs()) : each);
        }
        // What cannot be submitted is found out before the first request.
        byKey.forEach((ofOne, each) -> way.request(each, ofOne));
        return new Plan(backend, byKey, aboutKey(way.isRepeatable(), backend.name(), key));
    }

    private String aboutKey(boolean repeatable, String name, String key) {
        if (repeatable) {
            return submission.key() != null
                    ? ""
                    : "the idempotency key is " + key + "; with --key " + key
                            + ", the same submission makes no second job";
        }
        return submission.key() == null
                ? ""
                : "--key: it is not known that " + name
                        + " heeds an idempotency key; to submit again may make another job";
    }

    private Optional<Vendor> vendor(ServerArgument argument) {
        String kind = server.kind();
        List<String> names = List.copyOf(argument.ids());
        boolean config = server.config().isPresent();
        if (kind.equals(ServerOptions.STATUS) || kind.equals(ServerOptions.JSON)) {
            throw new IllegalArgumentException("--backend " + kind + " cannot submit; allowed are fermata, "
                    + String.join(", ", Vendor.names()) + ", and --config for another server");
        }
        if (config && (!kind.isEmpty() || !names.isEmpty() || argument.url().isPresent())) {
            throw new IllegalArgumentException("--config stands for the vendor, --url and --backend; leave them out");
        }
        if (names.size() > 1 || !kind.isEmpty() && !names.isEmpty() && !kind.equals(names.get(0))) {
            throw new IllegalArgumentException(
                    "unexpected argument '" + names.get(names.size() - 1) + "'; allowed is the name of one vendor");
        }
        if (!names.isEmpty() && argument.vendor().isEmpty()) {
            throw new IllegalArgumentException(ServerOptions.unknown("vendor", names.get(0), Vendor.names()));
        }
        return argument.vendor().or(() -> Vendor.named(kind));
    }

    private Backend backend(Optional<Vendor> vendor, ServerArgument argument, Map<String, String> environment) {
        if (vendor.isPresent()) {
            return server.backend(
                    vendor.get(),
                    argument.url(),
                    options.credentials(),
                    environment,
                    submission.ofVendors(),
                    submission.inputs());
        }
        server.requireNoVendorOptions(submission.ofModels());
        if (server.config().isEmpty()) {
            return Backend.fermata(
                    ServerUrl.read(argument.asJobsOfFermata().url().orElse(ServerUrl.DEFAULT)));
        }
        if (!submission.inputs().isEmpty()) {
            throw new IllegalArgumentException(
                    "--input is not for --config; write the field into the file, in the body of submit");
        }
        return ServerOptions.described(server.config().get());
    }
}
