package dev.fermata.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.fermata.it.ProjectClasses.EVERYTHING;
import static dev.fermata.it.ProjectClasses.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for all modules. {@link ClientStructureTest} has more rules for the client. */
class ArchitectureTest {

    private static final String SIMULATOR = "dev.fermata.simulator";

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

    /**
     * The root package of the simulator uses the packages below it, and some of their classes use the root: its clock, its
     * faults. simulator-cycles.txt lists these uses until another change removes them. Everything else must be free of cycles.
     */
    @Test
    void packagesOfTheSimulatorHaveNoCyclesApartFromTheListedUsesOfItsRoot() {
        SliceRule rule =
                slices().assignedFrom(new PackageSlices(SIMULATOR)).should().beFreeOfCycles();
        for (String use : listedUsesOfTheRoot()) {
            String[] ends = use.split(" -> ");
            rule = rule.ignoreDependency(isPartOf(ends[0]), isPartOf(ends[1]));
        }
        rule.check(PRODUCT);
    }

    @Test
    void theListOfUsesOfTheSimulatorsRootOnlyShrinks() {
        Set<String> uses = PRODUCT.stream()
                .filter(type -> type.getPackageName().startsWith(SIMULATOR + "."))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(use -> use.getTargetClass().getPackageName().equals(SIMULATOR))
                .map(use -> below(use.getOriginClass()) + " -> " + below(use.getTargetClass()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(uses)
                .as("a line of simulator-cycles.txt whose use is gone must go too; new lines are not allowed")
                .containsExactlyElementsOf(listedUsesOfTheRoot());
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
                .check(PRODUCT);
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

    /** In some locales digits are not 0 to 9, and the lower case of I is not i. */
    @Test
    void nobodyUsesTheDefaultLocale() {
        noClasses()
                .should(new UsesOf("the default locale instead of Locale.ROOT", ArchitectureTest::usesDefaultLocale))
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

    private static DescribedPredicate<JavaClass> isPartOf(String name) {
        return describe(name, type -> below(type).equals(name));
    }

    /** The name of the source file's class, below the simulator's root. */
    private static String below(JavaClass type) {
        String name = type.getName();
        return name.startsWith(SIMULATOR + ".")
                ? name.substring(SIMULATOR.length() + 1).split("\\$", 2)[0]
                : "";
    }

    private static List<String> listedUsesOfTheRoot() {
        try (InputStream list = ArchitectureTest.class.getResourceAsStream("simulator-cycles.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
