package com.example.talks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Spring Boot runs on what is there: Netty in the projects with WebFlux, Tomcat in the others. */
class ServerTest {

    private static final boolean WEB_FLUX = Path.of("").toAbsolutePath().toString().endsWith("-webflux");

    @Test
    void isNettyWithWebFlux() {
        assertEquals(WEB_FLUX, isThere("reactor/netty/http/server/HttpServer"));
        assertEquals(WEB_FLUX, isThere("io/netty/buffer/ByteBuf"));
    }

    @Test
    void isTomcatOtherwise() {
        assertEquals(!WEB_FLUX, isThere("org/apache/catalina/startup/Tomcat"));
    }

    private static boolean isThere(String type) {
        return ServerTest.class.getClassLoader().getResource(type + ".class") != null;
    }
}
