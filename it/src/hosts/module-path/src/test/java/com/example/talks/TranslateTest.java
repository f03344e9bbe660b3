package com.example.talks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.simulator.Simulator;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslateTest {

    @Test
    void runsOnTheModulePath() {
        assertEquals("com.example.talks", Translate.class.getModule().getName());
        assertEquals("dev.fermata.client", Waiter.class.getModule().getName());
        assertEquals("dev.fermata.simulator", Simulator.class.getModule().getName());
    }

    @Test
    void waitsForTheVideo(@TempDir Path folder) throws Exception {
        Path scenario = Files.writeString(folder.resolve("calm.yaml"), "from: calm\njobs: {errors_after: 1}\n");
        assertInstanceOf(
                Outcome.Completed.class, Translate.translate(URI.create("https://example.com/talk.mp4"), scenario));
    }
}
