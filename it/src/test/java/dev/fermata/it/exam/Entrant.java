package dev.fermata.it.exam;

import static dev.fermata.it.ThirdPartyPrograms.npm;
import static dev.fermata.it.ThirdPartyPrograms.pypi;

import com.azure.core.util.CoreUtils;
import com.google.api.gax.longrunning.OperationTimedPollAlgorithm;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.core.util.VersionInfo;

/**
 * Who takes the exam.
 *
 * @param name as the report has it
 * @param title in the table of {@code docs/report.md}
 * @param polls what the paths of its polls are like; the id of the job is the first group, if the path has it
 */
record Entrant(String name, String title, String polls, Start start) {

    private static final String JOBS = "/v1/jobs/([^/]+)";
    private static final String PREDICTIONS = "/replicate/v1/predictions/([^/]+)";

    /** Starts the client. */
    interface Start {
        Candidate begin(Simulator simulator) throws IOException;
    }

    static final Entrant WAITER = new Entrant("waiter", "`Waiter`, with its defaults", JOBS, FermataWaiter::new);
    static final Entrant NAIVE =
            new Entrant("naive", "a loop that polls every second and ignores the rest", JOBS, NaiveLoop::new);
    static final Entrant SMALL =
            new Entrant("small", "`StatusClient` with the small system's schedule", "/status", SmallSystem::new);
    static final Entrant AZURE = new Entrant(
            "azure",
            "`azure-core` "
                    + CoreUtils.getProperties("azure-core.properties").getOrDefault("version", "")
                    + " for Java, `SyncPoller` every second",
            "/azure/videotranslation/operations/(.+?)(?:-creation)?",
            AzurePoller::new);
    static final Entrant AWS = new Entrant(
            "aws",
            "AWS SDK " + VersionInfo.SDK_VERSION + " for Java, `Waiter` every 5 s",
            JOBS,
            simulator -> new AwsWaiter(new VideoApi(simulator.uri(), "aws")));
    static final Entrant GAX = new Entrant(
            "gax",
            "gax " + OperationTimedPollAlgorithm.class.getPackage().getImplementationVersion()
                    + " for Java, `OperationTimedPollAlgorithm` from 5 s",
            JOBS,
            simulator -> new GaxPoller(new VideoApi(simulator.uri(), "gax")));
    static final Entrant REPLICATE_JS = new Entrant(
            "key repl...",
            "`replicate` " + npm("replicate") + " for JavaScript",
            PREDICTIONS,
            simulator -> new ScriptedClient("js/replicate.mjs", "replicate", simulator.uri()));
    static final Entrant REPLICATE_PYTHON = new Entrant(
            "key pyth...",
            "`replicate` " + pypi("replicate") + " for Python",
            PREDICTIONS,
            simulator -> new ScriptedClient("python/replicate_client.py", "python-replicate", simulator.uri()));
    static final Entrant FAL = new Entrant(
            "key fal-...",
            "`@fal-ai/client` " + npm("@fal-ai/client"),
            "/fal/.+/requests/([^/]+)/status",
            simulator -> new ScriptedClient("js/fal.mjs", "fal-client", simulator.uri()));

    /** Those that are always there. */
    static final List<Entrant> IN_JAVA = List.of(WAITER, NAIVE, SMALL, AZURE, AWS, GAX);

    /** With those that {@code it/src/clients/install} installs. */
    static final List<Entrant> ALL =
            List.of(WAITER, NAIVE, SMALL, AZURE, AWS, GAX, REPLICATE_JS, REPLICATE_PYTHON, FAL);

    /** Whether a request is its own: by the header field that names it, or else by the beginning of its key. */
    boolean sent(RecordedRequest request) {
        String id = request.header("x-client-id");
        String key = request.header("authorization");
        return id != null
                ? id.equals(name)
                : key != null
                        && name.startsWith("key ")
                        && key.contains(" " + name.substring(4).replace("...", ""));
    }

    @Override
    public String toString() {
        return name;
    }
}
