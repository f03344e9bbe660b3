package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulator's jar as it is published: with copies of Netty, Jackson and SnakeYAML Engine that clash with nobody's. */
@Timeout(60)
class PackagedSimulatorIT {

    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");
    private static final Pattern PART = Pattern.compile("license/([\\w.-]+)( [(].*[)]|)");
    private static final String COPY = "dev.fermata.simulator.shaded.io.netty.";

    @Test
    void bringsNoLibraryUnderItsOwnName() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> names = jar.stream().map(Object::toString).toList();
            assertThat(names).allMatch(name -> name.matches("(dev/|META-INF/).*|openapi.yaml|module-info.class"));
            assertThat(names).noneMatch(name -> name.matches("META-INF/(services|versions|native/libnetty).*"));
            assertThat(names)
                    .contains(
                            "module-info.class",
                            "META-INF/LICENSE",
                            "META-INF/NOTICE",
                            "META-INF/FastDoubleParser-LICENSE",
                            "META-INF/FastDoubleParser-ThirdParty-LICENSE",
                            "META-INF/Schubfach-LICENSE");
        }
    }

    @Test
    void isAsSmallAsTheReadmeSaysAndSoIsTheClient() throws Exception {
        String version = System.getProperty("fermata.version");
        Path client = Checkout.ROOT.resolve("client/target/fermata-client-" + version + ".jar");
        assertThat(Files.size(client)).isLessThan(1_000_000);
        assertThat(Files.readString(Checkout.ROOT.resolve("README.md")))
                .contains(
                        "client's jar has less than 1 MB",
                        "simulator's jar has %.0f MB".formatted(Files.size(jar()) / 1e6));
    }

    /** Netty's notice names the parts of others in it. Those under Netty's own licence need no text of their own. */
    @Test
    void hasTheLicenceOfEachPartOfNetty() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile())) {
            String netty = text(jar, "META-INF/netty/NOTICE.txt");
            List<MatchResult> parts = PART.matcher(netty).results().toList();
            assertThat(parts).extracting(part -> part.group(1)).contains("LICENSE.webbit.txt", "LICENSE.slf4j.txt");
            for (MatchResult part : parts) {
                if (!part.group(2).matches(".*(Apache License 2.0|ASL2).*")) {
                    assertThat(text(jar, "META-INF/netty/license/" + part.group(1)))
                            .as(part.group())
                            .hasSizeGreaterThan(100);
                }
            }
            String pom = Files.readString(Checkout.ROOT.resolve("pom.xml"));
            String version = pom.replaceAll("(?s).*<netty.version>(.*?)</netty.version>.*", "$1");
            assertThat(text(jar, "META-INF/NOTICE")).contains("(" + version + ")");
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void needsOnlySlf4jAndJSpecify() throws Exception {
        assertThat(dependencies("simulator")).containsExactlyInAnyOrder("slf4j-api", "jspecify");
    }

    @Test
    void theClientNeedsOnlyJSpecify() throws Exception {
        assertThat(dependencies("client")).containsExactly("jspecify");
    }

    private static List<String> dependencies(String module) throws IOException {
        String pom = Files.readString(Checkout.ROOT.resolve(module).resolve("dependency-reduced-pom.xml"));
        return DEPENDENCY
                .matcher(pom)
                .results()
                .map(MatchResult::group)
                .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                .map(dependency -> dependency.replaceAll("(?s).*<artifactId>(.*)</artifactId>.*", "$1"))
                .toList();
    }

    /** Classes that nothing uses are left out of the copies. Netty does without native TLS where it is missing. */
    @Test
    void hasEachClassThatItUses() throws Exception {
        StringWriter uses = new StringWriter();
        PrintWriter out = new PrintWriter(uses, true);
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        String[] arguments = {
            "--ignore-missing-deps", "--multi-release", "17", "--module-path", modulePath(), "-v", jar().toString()
        };
        assertThat(jdeps.run(out, out, arguments)).as(uses.toString()).isZero();
        assertThat(uses.toString()).contains("dev.fermata.simulator.shaded.tools.jackson.databind.JsonNode");
        assertThat(uses.toString().lines())
                .filteredOn(line -> line.matches(".*-> dev[.]fermata[.].* not found"))
                .allMatch(line -> line.contains(COPY + "internal.tcnative."));
    }

    @Test
    void startsAndAnswersWithNoMoreThanWhatItDeclares() throws Exception {
        try (URLClassLoader alone = new URLClassLoader(jarAndDependencies(), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = alone.loadClass("dev.fermata.simulator.Simulator");
            Object builder = type.getMethod("builder").invoke(null);
            builder.getClass().getMethod("port", int.class).invoke(builder, 0);
            Class<?> scenario = alone.loadClass("dev.fermata.simulator.Scenario");
            builder.getClass()
                    .getMethod("scenario", scenario)
                    // A built-in scenario is YAML.
                    .invoke(builder, scenario.getMethod("named", String.class).invoke(null, "calm"));
            try (AutoCloseable simulator =
                    (AutoCloseable) builder.getClass().getMethod("start").invoke(builder)) {
                URI uri = (URI) type.getMethod("uri").invoke(simulator);
                HttpRequest request =
                        HttpRequest.newBuilder(uri.resolve("/status")).build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .body())
                        .startsWith("{\"result\":");
                HttpRequest job = HttpRequest.newBuilder(uri.resolve("/v1/jobs"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":[\"es\"]}"))
                        .build();
                assertThat(HttpClient.newHttpClient()
                                .send(job, BodyHandlers.ofString())
                                .body())
                        .contains("\"state\":\"queued\"");
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

    private static String modulePath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.contains("slf4j-api-") || path.contains("jspecify-"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static URL[] jarAndDependencies() throws Exception {
        List<Path> needed = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith("slf4j-api-"))
                .toList();
        assertThat(needed).hasSize(1);
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
