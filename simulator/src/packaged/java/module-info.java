/**
 * The playing half of Fermata, with its own copies of Netty, Jackson and SnakeYAML Engine. It knows no client.
 */
module dev.fermata.simulator {
    requires org.slf4j;
    requires static transitive org.jspecify;
    // What the copies need.
    requires java.logging;
    requires java.xml;
    requires jdk.unsupported;
    requires static java.desktop;
    requires static java.sql;
    requires static jdk.jfr;

    exports dev.fermata.simulator;
}
