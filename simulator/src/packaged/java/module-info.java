/**
 * The playing half of Fermata, with its own copy of Netty. It knows no client.
 */
module dev.fermata.simulator {
    requires org.slf4j;
    requires static transitive org.jspecify;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
    // What the copy needs.
    requires java.logging;
    requires jdk.unsupported;
    requires static jdk.jfr;

    exports dev.fermata.simulator;
}
