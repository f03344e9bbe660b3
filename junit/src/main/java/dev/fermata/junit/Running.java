package dev.fermata.junit;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.TimeDistribution;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** A simulator, and the clock that was made for it: a simulator does not close a clock that was passed in. */
record Running(Simulator simulator, SimulatorClock clock) {

    static Running start(FermataSimulator annotation) {
        SimulatorClock clock = annotation.realTime() ? SimulatorClock.real() : SimulatorClock.frozen();
        return start(clock, builder -> set(builder, annotation));
    }

    /** With a clock that stands still, unless the settings set another. */
    static Running start(Consumer<SimulatorBuilder> settings) {
        return start(SimulatorClock.frozen(), settings);
    }

    private static Running start(SimulatorClock clock, Consumer<SimulatorBuilder> settings) {
        Scenario calm = Scenario.defaults().with("status.error_chance", 0).with("status.reset_interval", "never");
        SimulatorBuilder builder =
                Simulator.builder().port(0).scenario(calm).seed(1).clock(clock);
        settings.accept(builder);
        return new Running(builder.start(), clock);
    }

    void close() {
        simulator.close();
        clock.close();
    }

    private static void set(SimulatorBuilder builder, FermataSimulator annotation) {
        builder.seed(annotation.seed());
        if (!annotation.scenario().isEmpty()) {
            builder.scenario(Scenario.named(annotation.scenario()));
        }
        if (!annotation.totalDelay().isEmpty()) {
            builder.totalDelay(duration("totalDelay", annotation.totalDelay()));
        }
        if (!Double.isNaN(annotation.errorChance())) {
            builder.errorChance(annotation.errorChance());
        }
        if (!annotation.resetInterval().isEmpty()) {
            builder.resetInterval(duration("resetInterval", annotation.resetInterval()));
        }
    }

    private static Duration duration(String name, String text) {
        try {
            return TimeDistribution.parseDuration(text);
        } catch (IllegalArgumentException wrong) {
            throw new ExtensionConfigurationException(name + " of @FermataSimulator: " + wrong.getMessage(), wrong);
        }
    }
}
