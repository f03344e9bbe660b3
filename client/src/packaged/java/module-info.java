/**
 * The waiting half of Fermata, with its own copy of a JSON parser. It knows no server.
 */
module dev.fermata.client {
    requires transitive java.net.http;
    requires java.xml;
    requires static transitive org.jspecify;

    exports dev.fermata.client;
    exports dev.fermata.client.backend;
    exports dev.fermata.client.schedule;
}
