package dev.fermata.bench.simulator;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts simulators one after the other in a JVM that has just begun, and prints the milliseconds to each first answer. */
public final class SeveralStarts {

    static final int STARTS = 3;
    private static final byte[] STATUS = HttpLine.get("/status");

    private SeveralStarts() {}

    public static void main(String[] arguments) throws IOException {
        List<String> millis = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            long start = System.nanoTime();
            try (Simulator simulator = Simulator.builder().port(0).start();
                    HttpLine line = new HttpLine(simulator.port())) {
                line.accepted(STATUS);
                millis.add(Figures.format("%.3f", (System.nanoTime() - start) / 1e6));
            }
        }
        System.out.println(String.join(" ", millis));
    }
}
