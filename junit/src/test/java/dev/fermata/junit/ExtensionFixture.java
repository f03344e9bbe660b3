package dev.fermata.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs small test classes, and keeps the simulators that they used. */
@Timeout(60)
abstract class ExtensionFixture {

    static final Queue<Simulator> SEEN = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    static void use(Simulator simulator) throws IOException, InterruptedException {
        assertThat(ExampleTest.status(simulator)).isNotEmpty();
        SEEN.add(simulator);
    }

    static void assertClosed(Simulator simulator) {
        assertThatThrownBy(() -> ExampleTest.status(simulator)).isInstanceOf(IOException.class);
    }

    static Events run(Class<?>... types) {
        return execute(kit(types));
    }

    static Events runInParallel(Class<?>... types) {
        return execute(kit(types)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4"));
    }

    static EngineTestKit.Builder kit(Class<?>... types) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(Stream.of(types).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new));
    }

    static Events execute(EngineTestKit.Builder kit) {
        return kit.execute().testEvents();
    }
}
