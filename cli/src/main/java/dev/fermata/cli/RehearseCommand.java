package dev.fermata.cli;

import dev.fermata.client.StatusClient;
import dev.fermata.simulator.Simulator;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code fermata rehearse}: does in a second what the other commands do, so that the launcher can have the JVM write down
 * the classes that they load (a class-data archive). That halves the time to the first answer.
 */
@Command(name = "rehearse", hidden = true, description = "Loads what the other commands load. For the launcher.")
final class RehearseCommand implements Callable<Integer> {

    @Override
    public Integer call() throws InterruptedException {
        try (Simulator simulator = Simulator.builder()
                        .port(0)
                        .totalDelay(Duration.ZERO)
                        .errorChance(0)
                        .start();
                StatusClient client = StatusClient.builder(simulator.uri())
                        .listener(new PollLog("rehearse"))
                        .build()) {
            return client.getStatus(Duration.ofSeconds(10)).answers() > 0 ? 0 : ExitCode.BUG;
        }
    }
}
