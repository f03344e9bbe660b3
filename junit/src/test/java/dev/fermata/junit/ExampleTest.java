package dev.fermata.junit;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A test as a user would write it. */
class ExampleTest {

    @FermataSimulator(totalDelay = "PT20M")
    private Simulator simulator;

    @Test
    void seesTheEndOfALongJobAtOnce() throws Exception {
        assertEquals("{\"result\":\"pending\"}", status(simulator));
        simulator.clock().advance(Duration.ofMinutes(20));
        assertEquals("{\"result\":\"completed\"}", status(simulator));
    }

    @Test
    void takesASimulatorAsAParameter(@FermataSimulator(errorChance = 1, totalDelay = "PT0S") Simulator failing)
            throws Exception {
        assertEquals("{\"result\":\"error\"}", status(failing));
        assertEquals("{\"result\":\"pending\"}", status(simulator));
    }

    static String status(Simulator simulator) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(simulator.uri().resolve("/status")).build();
        return HttpClient.newHttpClient().send(request, ofString()).body();
    }
}
