package dev.fermata.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.fermata.it.ProjectClasses.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keeps a behaviour of the simulator easy to find. */
class SimulatorStructureTest {

    private static final String SIMULATOR = "dev.fermata.simulator";

    private final SourceTree sources = new SourceTree("simulator");

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new PackageSlices(SIMULATOR))
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    @Test
    void nothingUsesTheRootPackage() {
        noClasses()
                .that()
                .resideInAPackage(SIMULATOR + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SIMULATOR)
                .check(PRODUCT);
    }

    @Test
    void exportsTheRootPackageAndTheReportOnly() throws IOException {
        assertThat(sources.exports()).isEqualTo(List.of(SIMULATOR, SIMULATOR + ".report"));
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

    @Test
    void jobsKnowNeitherNettyNorTheNetwork() {
        noClasses()
                .that()
                .resideInAPackage(SIMULATOR + ".job..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..", "java.net..", "java.nio.channels..", "java.nio.file..", SIMULATOR + ".http..")
                .check(PRODUCT);
    }

    /** So that a new dialect needs nothing of another one. */
    @Test
    void dialectsDoNotKnowEachOther() {
        slices().matching(SIMULATOR + ".dialect.(*)..")
                .should()
                .notDependOnEachOther()
                .check(PRODUCT);
    }
}
