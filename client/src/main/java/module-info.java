/**
 * The waiting half of Fermata. It knows no server.
 */
module dev.fermata.client {
    requires transitive java.net.http;
    requires static transitive org.jspecify;
    requires java.xml;
    requires tools.jackson.core;

    exports dev.fermata.client;
    exports dev.fermata.client.backend;
    exports dev.fermata.client.schedule;
    exports dev.fermata.client.vendor;
    exports dev.fermata.client.webhook;
}
