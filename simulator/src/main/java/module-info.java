/**
 * The playing half of Fermata. It knows no client.
 */
module dev.fermata.simulator {
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires org.slf4j;
    requires static transitive org.jspecify;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    exports dev.fermata.simulator;
    exports dev.fermata.simulator.report;
}
