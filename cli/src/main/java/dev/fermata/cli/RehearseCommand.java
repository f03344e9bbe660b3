package dev.fermata.cli;

import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.PollLog;
import dev.fermata.client.StatusClient;
import dev.fermata.client.WaitListener;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code fermata rehearse}: does in a second what the other commands do, so that the launcher can have the JVM write down
 * the classes that they load (a class-data archive).
 */
@Command(name = "rehearse", hidden = true, description = "Loads what the other commands load. For the launcher.")
final class RehearseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        ServeArguments serve = ServeArguments.plain(
                        "serve", "--port", "0", "--total-delay=0", "--error-chance=0", "--json")
                .orElseThrow();
        try (Server server = Server.start(ServeCommand.builder(serve.flags(), spec), serve.json());
                StatusClient client = StatusClient.builder(server.uri())
                        .listener(WaitListener.onPolls(new PollLog("rehearse")))
                        .build()) {
            return client.getStatus(Duration.ofSeconds(10)).answers() > 0 ? 0 : ExitCode.BUG;
        }
    }
}
