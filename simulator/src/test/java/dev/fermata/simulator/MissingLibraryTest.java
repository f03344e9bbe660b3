package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where another program's libraries break those of the simulator, each request gets a response, and the log says what is wrong. */
@Timeout(60)
class MissingLibraryTest {

    @Test
    void isAnsweredWith500AndLogged() throws Exception {
        try (CapturedLog log = new CapturedLog();
                URLClassLoader loader =
                        new URLClassLoader(without("jackson-annotations"), ClassLoader.getPlatformClassLoader());
                AutoCloseable simulator = start(loader)) {
            URI uri = (URI) simulator.getClass().getMethod("uri").invoke(simulator);
            HttpResponse<String> response = new Requests(uri).post("/v1/jobs", "{}");
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(response.body())
                    .startsWith("{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,"
                            + "\"code\":\"internal_error\",\"detail\":\"This is a mistake in the simulator")
                    .endsWith("\"}");
            assertThat(log.cleanLines())
                    .anyMatch(line -> line.contains("POST /v1/jobs failed"))
                    .anyMatch(line -> line.contains("java.lang.NoClassDefFoundError: com/fasterxml/jackson"));
        }
    }

    private static AutoCloseable start(ClassLoader loader) throws ReflectiveOperationException {
        Object builder = loader.loadClass("dev.fermata.simulator.Simulator")
                .getMethod("builder")
                .invoke(null);
        builder.getClass().getMethod("port", int.class).invoke(builder, 0);
        return (AutoCloseable) builder.getClass().getMethod("start").invoke(builder);
    }

    private static URL[] without(String library) throws Exception {
        List<URL> left = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains(library)) {
                left.add(Path.of(entry).toUri().toURL());
            }
        }
        return left.toArray(URL[]::new);
    }
}
