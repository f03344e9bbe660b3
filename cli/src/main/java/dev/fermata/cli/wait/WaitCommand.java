package dev.fermata.cli.wait;

import dev.fermata.cli.console.CommandEnvironment;
import dev.fermata.cli.console.UsageErrors;
import dev.fermata.client.Waiter;
import dev.fermata.client.WaiterBuilder;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fermata wait}. */
@Command(
        name = "wait",
        abbreviateSynopsis = true,
        sortOptions = false,
        description = {
            "Waits for one job or for many, of any server or vendor, and prints how each wait ended: completed, error (failed), canceled,"
                    + " timeout, refused or unreachable.",
            "",
            "For one job, standard output gets the word alone; for several, a line for each job as it ends, with its id first."
                    + " The variables HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY set proxies.",
            ""
        },
        exitCodeListHeading = "%nExit codes; of several jobs, the highest counts:%n",
        exitCodeList = {
            "0:completed",
            "1:error, failed or canceled: the server said so",
            "2:wrong usage",
            "3:refused: the server rejected the requests, such as with 401, or with 404 when the time was up",
            "4:timeout; the server last said that the job goes on",
            "5:timeout or unreachable: the server had not responded, or no longer did, also to the last request",
            "74:standard output takes nothing",
            "130:interrupted by Ctrl+C",
            "143:ended by SIGTERM"
        })
public final class WaitCommand implements Callable<Integer> {

    @Mixin
    private JobOptions jobs = new JobOptions();

    @Mixin
    private WaiterOptions options = new WaiterOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        JobOptions.Target target;
        WaiterBuilder builder;
        try {
            Map<String, String> environment = CommandEnvironment.of(spec);
            target = jobs.target(options.credentials(), environment);
            builder = options.builder(target, environment);
        } catch (IllegalArgumentException wrong) {
            throw UsageErrors.of(spec, wrong);
        }
        try (Waiter waiter = builder.build()) {
            return new WaitOutput(spec, options.json(), options.verbose()).await(waiter, target, options.limit());
        }
    }
}
