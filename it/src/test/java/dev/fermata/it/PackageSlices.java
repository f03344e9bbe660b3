package dev.fermata.it;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Each package of a module is a slice, the root package too. ArchUnit's own pattern {@code root.(**)} leaves the root out. */
record PackageSlices(String root) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        boolean isInModule = name.equals(root) || name.startsWith(root + ".");
        return isInModule ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return "packages of " + root + ", the root included,";
    }
}
