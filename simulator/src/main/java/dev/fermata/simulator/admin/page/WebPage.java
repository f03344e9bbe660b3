package dev.fermata.simulator.admin.page;

import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The page for people: {@code GET /} for browsers, and its files under {@code /page}. They contain nothing of the simulator, so everybody
 * may read them; what happens comes from {@link LiveRoute}.
 */
public final class WebPage {

    private static final String[] SAFE = {
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "x-content-type-options",
        "nosniff",
        "referrer-policy",
        "no-referrer"
    };
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");
    private static final List<String> SCRIPTS =
            List.of("page", "live", "timeline", "view", "marks", "panels", "controls", "text");

    /** Read when they are first asked for, which few do. */
    private final Map<String, Response> responses = new ConcurrentHashMap<>();

    private final Endpoint live;

    /** @param live answers the page's question what happens */
    public WebPage(Endpoint live) {
        this.live = live;
    }

    /** Answers browsers with the page, and all other clients as the endpoint does. */
    public Endpoint orElse(Endpoint other) {
        return request -> wantsPage(request) ? file("index.html").with("vary", "accept") : other.answer(request);
    }

    /** What the page needs. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(route("page.css"));
        SCRIPTS.forEach(script -> routes.add(route(script + ".js")));
        routes.add(Route.get("/admin/live", live));
        return routes;
    }

    private Route route(String name) {
        return Route.get("/page/" + name, request -> file(name));
    }

    private static boolean wantsPage(Request request) {
        String accepted = request.header(HttpHeaderNames.ACCEPT);
        String types = accepted == null ? "" : accepted.toLowerCase(Locale.ROOT);
        return types.contains("text/html") && !types.contains("application/json");
    }

    private Response file(String name) {
        return responses.computeIfAbsent(name, WebPage::read);
    }

    private static Response read(String name) {
        String type = Objects.requireNonNull(TYPES.get(name.substring(name.indexOf('.') + 1)));
        try (InputStream in = WebPage.class.getResourceAsStream(name)) {
            byte[] bytes =
                    Objects.requireNonNull(in, name + " is missing in the jar").readAllBytes();
            return Response.of(HttpResponseStatus.OK, type + "; charset=utf-8", bytes, SAFE);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
