package dev.fermata.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/scenarios.md} are made from {@link FaultType.All}. */
class FaultDocumentationTest {

    private static final Path DOCS = Path.of("..", "docs", "scenarios.md");
    private static final String WRITE = "fermata.tables";
    private static final String COMMAND =
            "mvn -q -pl simulator test -Dtest=FaultDocumentationTest -D" + WRITE + "=write";
    private static final String BEGIN = "<!-- begin of the fault tables -->\n";
    private static final String END = "<!-- end of the fault tables -->\n";

    @Test
    void hasAllFaultsAsTheCodeHasThem() throws IOException {
        String text = Files.readString(DOCS);
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        String whole = before + "\n" + FaultType.All.documentation() + "\n" + text.substring(text.indexOf(END));
        if ("write".equals(System.getProperty(WRITE))) {
            Files.writeString(DOCS, whole);
        }
        assertThat(Files.readString(DOCS))
                .as("the tables in docs/scenarios.md are not those of the code; run: " + COMMAND)
                .isEqualTo(whole);
    }
}
