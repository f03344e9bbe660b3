package dev.fermata.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.fermata.it.ProjectClasses.EVERYTHING;
import static dev.fermata.it.ProjectClasses.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Formatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What holds for all modules. {@link ClientStructureTest} and {@link SimulatorStructureTest} have more rules for one of them. */
class ArchitectureTest {

    @Test
    void seesAllModulesWithTheirTests() {
        assertThat(ProjectClasses.folders("classes")).hasSize(5);
        assertThat(ProjectClasses.folders("test-classes")).hasSizeGreaterThanOrEqualTo(5);
        assertThat(EVERYTHING.contain(ArchitectureTest.class)).isTrue();
    }

    @Test
    void clientAndSimulatorDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.fermata.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.fermata.simulator..", "dev.fermata.cli..", "io.netty..", "org.slf4j..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage("dev.fermata.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.fermata.client..", "dev.fermata.cli..")
                .check(PRODUCT);
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching("dev.fermata.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should(new UsesOf(
                        "Thread.sleep or TimeUnit.sleep",
                        use -> UsesOf.isOwnedBy(use, Thread.class, TimeUnit.class)
                                && use.getName().equals("sleep")))
                .check(EVERYTHING);
    }

    /** A wait for a moment, again and again, is a sleep: wait for what happens. */
    @Test
    void nobodyParksForATime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.fermata.bench..")
                .should(new UsesOf(
                        "LockSupport.parkNanos or parkUntil",
                        use -> UsesOf.isOwnedBy(use, LockSupport.class)
                                && !use.getName().equals("park")
                                && use.getName().startsWith("park")))
                .check(PRODUCT);
    }

    /** In some locales digits are not 0 to 9, and the lower case of I is not i. */
    @Test
    void nobodyUsesTheDefaultLocale() {
        noClasses()
                .should(new UsesOf("the default locale instead of Locale.ROOT", ArchitectureTest::usesDefaultLocale))
                .check(PRODUCT);
    }

    /** The logger formats parameters with a {@code MessageFormat} of the default locale: pass one complete text. */
    @Test
    void nobodyLogsWithParameters() {
        noClasses()
                .should(new UsesOf(
                        "parameters of System.Logger.log instead of one text",
                        use -> UsesOf.isOwnedBy(use, System.Logger.class)
                                && use.getName().equals("log")
                                && use.getTarget().getRawParameterTypes().stream()
                                        .anyMatch(type -> type.isEquivalentTo(Object[].class))))
                .check(PRODUCT);
    }

    @Test
    void newTypesHaveNoGetters() {
        classes()
                .that(not(resideInAPackage("dev.fermata.it..")))
                .should(new NoGetters())
                .check(PRODUCT);
    }

    private static boolean usesDefaultLocale(JavaCodeUnitAccess<?> use) {
        if (UsesOf.isOwnedBy(use, Locale.class)) {
            return use.getName().equals("getDefault");
        }
        boolean formats = UsesOf.isOwnedBy(use, String.class, PrintStream.class, PrintWriter.class)
                        && Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase")
                                .contains(use.getName())
                || UsesOf.isOwnedBy(use, Formatter.class) && use.getName().equals("<init>");
        return formats
                && use.getTarget().getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Locale.class));
    }
}
