package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code docs/scenarios.md} are scenarios. */
class ScenarioSamplesTest {

    private static final Path DOCS = Path.of("..", "docs", "scenarios.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    @Test
    void startsASimulatorWithEachFile(@TempDir Path folder) throws Exception {
        List<String> samples = BLOCK.matcher(Files.readString(DOCS))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(samples).hasSizeGreaterThan(1);
        for (String sample : samples) {
            Scenario read = Scenario.read(Files.writeString(folder.resolve("my.yaml"), sample));
            try (Simulator simulator =
                    Simulator.builder().port(0).scenario(read).start()) {
                assertThat(simulator.uri()).hasScheme("http");
            }
        }
    }
}
