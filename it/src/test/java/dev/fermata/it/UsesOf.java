package dev.fermata.it;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/** Calls of certain methods and constructors, and references to them such as {@code System::nanoTime}. */
final class UsesOf extends ArchCondition<JavaClass> {

    private final Predicate<JavaCodeUnitAccess<?>> wanted;

    UsesOf(String description, Predicate<JavaCodeUnitAccess<?>> wanted) {
        super("use " + description);
        this.wanted = wanted;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        type.getCodeUnitAccessesFromSelf()
                .forEach(access ->
                        events.add(new SimpleConditionEvent(access, wanted.test(access), access.getDescription())));
    }

    static boolean isOwnedBy(JavaCodeUnitAccess<?> access, Class<?>... owners) {
        for (Class<?> owner : owners) {
            if (access.getTargetOwner().isEquivalentTo(owner)) {
                return true;
            }
        }
        return false;
    }
}
