package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.files.ResultUrls;
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

    /** The address that the documents name where they are written. */
    private static final String EXAMPLE = "http://127.0.0.1:8000";

    private OpenRoutes() {}

    /** @param urls know the address of the server */
    static List<Route> all(ResultUrls urls) {
        return List.of(
                Route.get("/healthz", request -> HEALTHY),
                Route.get("/openapi.yaml", request -> openApi(Contract.YAML, urls.in(request))));
    }

    /** An OpenAPI document that names the address that the client used, or the public one. */
    static Response openApi(byte[] document, ResultUrls urls) {
        String text = new String(document, UTF_8).replace(EXAMPLE, urls.root());
        return Response.of(HttpResponseStatus.OK, "application/yaml", text.getBytes(UTF_8));
    }

    /** Read when it is first asked for, which few do. */
    private static final class Contract {
        static final byte[] YAML = read();

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
