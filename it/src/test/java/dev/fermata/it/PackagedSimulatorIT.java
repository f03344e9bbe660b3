package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulator's jar as it is published: with a copy of Netty that clashes with nobody's. */
@Timeout(60)
class PackagedSimulatorIT {

    private static final String COPY = "dev.fermata.simulator.shaded.io.netty.";

    @Test
    void bringsNoNettyUnderItsOwnName() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> names = jar.stream().map(Object::toString).toList();
            assertThat(names).noneMatch(name -> name.startsWith("io/netty/"));
            assertThat(names).contains("module-info.class", "META-INF/LICENSE", "META-INF/NOTICE");
        }
        assertThat(Files.readString(Checkout.ROOT.resolve("simulator/dependency-reduced-pom.xml")))
                .as("what users get with it")
                .contains("<artifactId>jackson-databind</artifactId>")
                .doesNotContain("io.netty</groupId>");
    }

    @Test
    void startsAndAnswersWithNoMoreThanWhatItDeclares() throws Exception {
        try (URLClassLoader alone = new URLClassLoader(jarAndDependencies(), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = alone.loadClass("dev.fermata.simulator.Simulator");
            Object builder = type.getMethod("builder").invoke(null);
            builder.getClass().getMethod("port", int.class).invoke(builder, 0);
            try (AutoCloseable simulator =
                    (AutoCloseable) builder.getClass().getMethod("start").invoke(builder)) {
                URI uri = (URI) type.getMethod("uri").invoke(simulator);
                HttpRequest request =
                        HttpRequest.newBuilder(uri.resolve("/status")).build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .body())
                        .startsWith("{\"result\":");
            }
            assertThat(alone.loadClass(COPY + "channel.epoll.Epoll")
                            .getMethod("isAvailable")
                            .invoke(null))
                    .as("its native library goes by another name too")
                    .isEqualTo(hasEpoll());
        }
    }

    private static boolean hasEpoll() {
        return System.getProperty("os.name").equals("Linux")
                && List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
    }

    private static Path jar() throws Exception {
        try (Stream<Path> built = Files.list(Checkout.ROOT.resolve("simulator/target"))) {
            return built.filter(file -> file.getFileName()
                            .toString()
                            .matches("fermata-simulator-[0-9][^/]*(?<!sources|javadoc)[.]jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The dependencies as this test got them itself, but for what it needs besides. */
    private static URL[] jarAndDependencies() throws Exception {
        List<Path> needed = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName()
                        .toString()
                        .matches("(jackson-(core|databind|annotations|dataformat-yaml)|snakeyaml-engine|slf4j-api)-.*"))
                .toList();
        assertThat(needed).hasSize(6);
        return Stream.concat(Stream.of(jar()), needed.stream())
                .map(PackagedSimulatorIT::url)
                .toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
