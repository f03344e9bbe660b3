package dev.fermata.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final List<String> MODULES = List.of("client", "simulator", "junit", "cli", "bench", "it");

    private static JavaClasses product;
    private static JavaClasses everything;

    @BeforeAll
    static void readTheClasses() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(folders("classes"));
        everything = new ClassFileImporter()
                .importPaths(Stream.concat(folders("classes").stream(), folders("test-classes").stream())
                        .toList());
    }

    @Test
    void seesAllModulesWithTheirTests() {
        assertThat(folders("classes")).hasSize(5);
        assertThat(folders("test-classes")).hasSizeGreaterThanOrEqualTo(5);
        assertThat(everything.contain(ArchitectureTest.class)).isTrue();
    }

    @Test
    void clientAndSimulatorDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.fermata.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.fermata.simulator..", "dev.fermata.cli..", "io.netty..", "org.slf4j..")
                .check(product);
        noClasses()
                .that()
                .resideInAPackage("dev.fermata.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.fermata.client..", "dev.fermata.cli..")
                .check(product);
    }

    @Test
    void packagesBelowAModuleHaveNoCycles() {
        slices().matching("dev.fermata.simulator.(**)")
                .should()
                .beFreeOfCycles()
                .check(product);
        slices().matching("dev.fermata.(*)..").should().beFreeOfCycles().check(product);
    }

    @Test
    void theEngineKnowsNeitherNettyNorTheNetwork() {
        noClasses()
                .that()
                .resideInAPackage("dev.fermata.simulator.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "dev.fermata.simulator.http..")
                .check(product);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethodWhere(new com.tngtech.archunit.base.DescribedPredicate<>("Thread.sleep(Duration)") {
                    @Override
                    public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                        return call.getTarget().getFullName().startsWith("java.lang.Thread.sleep(");
                    }
                })
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .check(everything);
    }

    @Test
    void onlyTheTimeSeamReadsTheClockInTheClient() {
        noClasses()
                .that()
                .resideInAPackage("dev.fermata.client..")
                .and()
                .haveSimpleNameNotEndingWith("SystemTime")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(product);
    }

    @Test
    void newTypesHaveNoGetters() {
        classes()
                .that(not(resideInAPackage("dev.fermata.it..")))
                .should(new NoGetters())
                .check(product);
    }

    private static List<Path> folders(String kind) {
        return MODULES.stream()
                .map(module -> Checkout.ROOT.resolve(module).resolve("target").resolve(kind))
                .filter(Files::isDirectory)
                .toList();
    }
}
