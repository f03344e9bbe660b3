package dev.fermata.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.fermata.it.ProjectClasses.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What keeps the client small, and its state on one thread. */
class ClientStructureTest {

    private static final String CLIENT = "dev.fermata.client";
    private static final String LOOP = CLIENT + ".internal.loop";
    /** The packages whose state belongs to the loop's thread. */
    private static final String[] ENGINE = {
        CLIENT + ".internal.engine", CLIENT + ".internal.limits", CLIENT + ".internal.wait", LOOP
    };

    private static final SourceTree SOURCES = new SourceTree("client");

    /** Outside comments. */
    private static final Pattern SYNCHRONIZED = Pattern.compile("(?m)^(?!\\s*(\\*|/\\*|//)).*\\bsynchronized\\b");

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new PackageSlices(CLIENT))
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    @Test
    void exportsFivePackages() throws IOException {
        assertThat(SOURCES.exports())
                .isEqualTo(List.of(
                        CLIENT, CLIENT + ".backend", CLIENT + ".schedule", CLIENT + ".vendor", CLIENT + ".webhook"));
    }

    @Test
    void noPackageHasMoreThan25Files() throws IOException {
        assertThat(SOURCES.packagesWithMoreThan(25)).isEmpty();
    }

    @Test
    void noFileHasMoreThan300Lines() throws IOException {
        assertThat(SOURCES.filesLongerThan(300)).isEmpty();
    }

    /**
     * Nested ones included, except those that only one file sees. {@code Builder} is Java's usual name. {@code Rejected} is one way for a
     * wait to end, and one result of a poll.
     */
    @Test
    void noTwoClassesHaveOneName() {
        List<String> names = PRODUCT.stream()
                .filter(type -> type.getPackageName().startsWith(CLIENT))
                .filter(type -> !type.isAnonymousClass() && !type.isLocalClass() && !isPrivate(type))
                .map(JavaClass::getSimpleName)
                .filter(name -> !List.of("Builder", "Rejected", "package-info").contains(name))
                .toList();
        assertThat(names).isNotEmpty().doesNotHaveDuplicates();
    }

    private static boolean isPrivate(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PRIVATE);
    }

    /** Only the loop's thread touches the engine's state, so the engine needs no means to share it. */
    @Test
    void theEngineSharesNothingButItsQueue() throws IOException {
        noClasses()
                .that()
                .resideInAnyPackage(ENGINE)
                .should()
                .dependOnClassesThat(describe("are there to share state", ClientStructureTest::sharesState))
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAnyPackage(ENGINE)
                .and()
                .doNotHaveFullyQualifiedName(LOOP + ".EventLoop")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent.locks")
                .check(PRODUCT);
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(ENGINE)
                .should()
                .haveModifier(JavaModifier.VOLATILE)
                .check(PRODUCT);
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(ENGINE)
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(PRODUCT);
        assertThat(SOURCES.files())
                .filteredOn(source -> List.of(ENGINE).contains(packageOf(source)))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(Files.readString(source)).doesNotContainPattern(SYNCHRONIZED));
    }

    /** All others are told the time, so that a test can tell them another one. */
    @Test
    void onlyTheBuilderAndTheReceiverOfWebhooksTakeTheMachinesClock() {
        noClasses()
                .that()
                .resideInAPackage(CLIENT + "..")
                .and()
                .doNotHaveFullyQualifiedName(CLIENT + ".WaiterBuilder")
                .and()
                .doNotHaveFullyQualifiedName(CLIENT + ".webhook.WebhookReceiver")
                .should(new UsesOf("the clock", use -> {
                    boolean system = UsesOf.isOwnedBy(use, System.class)
                            && List.of("nanoTime", "currentTimeMillis").contains(use.getName());
                    boolean date = UsesOf.isOwnedBy(use, Date.class)
                            && use.getName().equals("<init>")
                            && use.getTarget().getRawParameterTypes().isEmpty();
                    return system
                            || date
                            || UsesOf.isOwnedBy(use, Clock.class)
                            || UsesOf.isOwnedBy(use, InstantSource.class)
                                    && !use.getName().equals("instant")
                            || use.getTargetOwner().getPackageName().equals(Instant.class.getPackageName())
                                    && use.getName().equals("now");
                }))
                .check(PRODUCT);
    }

    private static boolean sharesState(JavaClass type) {
        return type.getPackageName().equals("java.util.concurrent.atomic")
                || type.getPackageName().equals("java.util.concurrent")
                        && type.getSimpleName().matches("(Concurrent|CopyOnWrite).*")
                || type.isEquivalentTo(ThreadLocal.class)
                || type.getName().equals("java.lang.invoke.VarHandle");
    }

    private static String packageOf(Path source) {
        return SOURCES.root().relativize(source.getParent()).toString().replace(File.separatorChar, '.');
    }
}
