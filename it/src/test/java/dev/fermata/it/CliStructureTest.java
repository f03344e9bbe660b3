package dev.fermata.it;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.fermata.it.ProjectClasses.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What keeps a behaviour of the command line easy to find. */
class CliStructureTest {

    private final SourceTree sources = new SourceTree("cli");

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new PackageSlices("dev.fermata.cli"))
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    @Test
    void noPackageHasMoreThan25Files() throws IOException {
        assertThat(sources.packagesWithMoreThan(25)).isEmpty();
    }

    @Test
    void noFileHasMoreThan300Lines() throws IOException {
        assertThat(sources.filesLongerThan(300)).isEmpty();
    }

    @Test
    void noTwoClassesHaveOneName() throws IOException {
        assertThat(sources.namesOfSeveralFiles()).isEmpty();
    }
}
