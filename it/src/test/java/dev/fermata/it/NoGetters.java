package dev.fermata.it;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** A method is named for what it gives. The small system's {@code getStatus} keeps its name, and so does what others demand. */
final class NoGetters extends ArchCondition<JavaClass> {

    private static final Set<String> KEPT = Set.of(
            "getStatus",
            "getStatusAsync",
            // of Throwable
            "getMessage",
            // of java.net.http.HttpResponse.BodySubscriber
            "getBody",
            // of picocli.CommandLine.IVersionProvider
            "getVersion");

    NoGetters() {
        super("have no method called getX");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        type.getMethods().stream()
                .filter(method -> method.getName().matches("get[A-Z].*"))
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(method -> !KEPT.contains(method.getName()))
                .forEach(method -> events.add(SimpleConditionEvent.violated(method, method.getFullName())));
    }
}
