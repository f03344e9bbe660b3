package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What belongs to no dialect, and needs no key: {@code /healthz}, and the contract of all routes, {@code /openapi.yaml}. */
final class OpenRoutes {

    private static final Response HEALTHY =
            Response.of(HttpResponseStatus.OK, "application/json", "{\"status\":\"ok\"}".getBytes(US_ASCII));

    static final List<Route> ALL =
            List.of(Route.get("/healthz", request -> HEALTHY), Route.get("/openapi.yaml", request -> Contract.YAML));

    private OpenRoutes() {}

    /** Read when it is first asked for, which few do. */
    private static final class Contract {
        static final Response YAML = Response.of(HttpResponseStatus.OK, "application/yaml", read());

        private static byte[] read() {
            try (InputStream in = OpenRoutes.class.getResourceAsStream("/openapi.yaml")) {
                if (in == null) {
                    throw new IllegalStateException("openapi.yaml is missing in the jar");
                }
                return in.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
