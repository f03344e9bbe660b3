/**
 * A simulator per test or per class, for JUnit.
 */
module dev.fermata.junit {
    requires transitive dev.fermata.simulator;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports dev.fermata.junit;

    opens dev.fermata.junit to
            org.junit.platform.commons;
}
