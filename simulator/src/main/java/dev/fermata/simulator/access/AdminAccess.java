package dev.fermata.simulator.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may use {@code /admin}. With a token: clients that send it. Without: this machine, but no web page from another origin. Such a page
 * is recognized by its {@code Origin}, and after DNS rebinding by its {@code Host}.
 */
public final class AdminAccess {

    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private final byte @Nullable [] token;
    private final Set<String> hosts;

    /** @param hosts the names of this server, besides addresses and {@code localhost} */
    public AdminAccess(@Nullable String token, Set<String> hosts) {
        this.token = token == null ? null : token.getBytes(UTF_8);
        this.hosts = hosts;
    }

    /** The endpoint, for clients that may use {@code /admin}. */
    public Endpoint required(Endpoint endpoint) {
        return request -> {
            Response refusal = token == null ? withoutToken(request) : withToken(request, token);
            return refusal == null ? endpoint.answer(request) : refusal;
        };
    }

    private @Nullable Response withoutToken(Request request) {
        if (!request.remote().getAddress().isLoopbackAddress()) {
            return refused(
                    "admin_token_needed",
                    "Only this machine may use /admin, unless the simulator is started with --admin-token.");
        }
        String host = host(request);
        String name = host.replaceFirst(":\\d*$", "");
        if (!ADDRESS.matcher(name).matches() && !name.equals("localhost") && !hosts.contains(name)) {
            return refused(
                    "host_not_allowed",
                    "The Host is '" + Printable.value(host) + "', which is no name of this server. Use 127.0.0.1 or"
                            + " localhost, or start the simulator with --admin-token.");
        }
        return foreign(request, host) ? origin(request) : null;
    }

    private @Nullable Response withToken(Request request, byte[] wanted) {
        String given = ApiKeys.bearer(request);
        if (given != null && MessageDigest.isEqual(wanted, given.getBytes(UTF_8))) {
            return null;
        }
        return Problem.of(
                HttpResponseStatus.UNAUTHORIZED,
                request.header(HttpHeaderNames.AUTHORIZATION) == null ? "admin_token_required" : "admin_token_wrong",
                "Send 'Authorization: Bearer TOKEN' with the token that the simulator was started with.",
                "www-authenticate",
                "Bearer realm=\"admin\"");
    }

    private static boolean foreign(Request request, String host) {
        String origin = request.header(HttpHeaderNames.ORIGIN);
        return origin != null && !origin.toLowerCase(Locale.ROOT).matches("https?://" + Pattern.quote(host));
    }

    private static Response origin(Request request) {
        return refused(
                "origin_not_allowed",
                "The Origin is '" + Printable.value(String.valueOf(request.header(HttpHeaderNames.ORIGIN)))
                        + "'; web pages of another origin may not use /admin.");
    }

    private static String host(Request request) {
        return request.authority().toLowerCase(Locale.ROOT);
    }

    private static Response refused(String code, String detail) {
        return Problem.of(HttpResponseStatus.FORBIDDEN, code, detail);
    }
}
