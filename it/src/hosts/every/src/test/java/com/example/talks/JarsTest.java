package com.example.talks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fermata.client.Waiter;
import dev.fermata.simulator.Simulator;
import java.io.File;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fermata's jars bring nothing under another library's name. */
class JarsTest {

    @ParameterizedTest
    @ValueSource(classes = {Waiter.class, Simulator.class})
    void haveOnlyClassesOfTheirOwn(Class<?> type) throws Exception {
        File file = new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertTrue(file.isFile(), file.toString());
        try (JarFile jar = new JarFile(file)) {
            List<String> foreign = jar.stream()
                    .map(Object::toString)
                    .filter(name -> name.endsWith(".class") && !name.matches("dev/fermata/.*|module-info.class")
                            || name.matches("META-INF/(services|versions)/.*|META-INF/native/libnetty.*"))
                    .toList();
            assertEquals(List.of(), foreign);
        }
    }

    @Test
    void theClientIsSmallerThanOneMegabyte() throws Exception {
        File jar = new File(Waiter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertTrue(jar.isFile() && jar.length() < 1_000_000, jar + " has " + jar.length() + " bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.fasterxml.jackson.annotation.JsonProperty",
                "com.fasterxml.jackson.databind.JsonNode",
                "io.netty.buffer.ByteBuf",
                "org.snakeyaml.engine.v2.api.Load",
                "tools.jackson.core.JsonParser",
                "tools.jackson.databind.JsonNode"
            })
    void areNotWhereAClassOfAnotherLibraryComesFrom(String name) throws Exception {
        ClassLoader loader = JarsTest.class.getClassLoader();
        for (URL place : Collections.list(loader.getResources(name.replace('.', '/') + ".class"))) {
            assertFalse(place.toString().matches(".*/fermata-\\w+-[^/]*\\.jar!.*"), place.toString());
        }
    }
}
