package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Closed clients leave nothing behind: a process with few descriptors makes as many of them as it likes. */
@Timeout(120)
class ClosedClientsIT {

    /** A client that keeps its three descriptors would use them up after some 40 waits. */
    private static final int DESCRIPTORS = 128;

    private static final int WAITS = 300;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "ulimit -n is for all descriptors there, and Java keeps to it")
    void aClientForEachWaitNeedsNoMoreDescriptorsThanOne() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .port(0)
                .totalDelay(Duration.ZERO)
                .errorChance(0)
                .neverReset()
                .start()) {
            Path tests = Path.of(ClosedClients.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            ProcessBuilder loop = new ProcessBuilder(
                    "sh",
                    "-c",
                    "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                    "sh",
                    Checkout.JAVA.toString(),
                    // No collection closes for a client what the client has left open.
                    "-Xms512m",
                    "-Xmn400m",
                    "-cp",
                    Checkout.JAR + File.pathSeparator + tests,
                    ClosedClients.class.getName(),
                    simulator.uri().toString(),
                    "" + WAITS);
            try (Program program = Program.start(loop, Map.of())) {
                assertThat(program.exitCode()).as(program.err()).isZero();
                assertThat(program.out()).isEqualTo("waits: " + WAITS);
            }
        }
    }
}
