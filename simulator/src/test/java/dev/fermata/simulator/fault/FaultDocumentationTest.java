package dev.fermata.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/scenarios.md} are made from {@link FaultTypes}. {@link #main} writes them. */
class FaultDocumentationTest {

    private static final Path DOCS = Path.of("docs", "scenarios.md");
    private static final String BEGIN = "<!-- begin of the fault tables: written by FaultDocumentationTest.main -->\n";
    private static final String END = "<!-- end of the fault tables -->\n";

    @Test
    void hasAllFaultsAsTheCodeHasThem() throws IOException {
        String text = Files.readString(Path.of("..").resolve(DOCS));
        assertThat(text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END)))
                .as("run FaultDocumentationTest.main in the project's directory to write the tables anew")
                .isEqualTo("\n" + FaultTypes.documentation() + "\n");
    }

    /** Writes the tables into the docs of the project in the working directory. */
    public static void main(String[] args) throws IOException {
        String text = Files.readString(DOCS);
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        Files.writeString(DOCS, before + "\n" + FaultTypes.documentation() + "\n" + text.substring(text.indexOf(END)));
    }
}
