package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.RequestTarget;
import dev.fermata.simulator.http.field.Authority;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request, whole. Who answers later should keep what it needs of it, not the request. */
public final class Request {

    private final HttpRequest head;
    private final RequestTarget target;
    private final byte[] body;
    private final Channel channel;
    private final @Nullable Resource resource;
    private final List<String> values;
    private final boolean inFull;
    private @Nullable Map<String, List<String>> query;

    private Request(
            HttpRequest head,
            RequestTarget target,
            byte[] body,
            Channel channel,
            @Nullable Resource resource,
            List<String> values,
            boolean inFull) {
        this.head = head;
        this.target = target;
        this.body = body;
        this.channel = channel;
        this.resource = resource;
        this.values = values;
        this.inFull = inFull;
    }

    static Request of(HttpRequest head, RequestTarget target, byte[] body, Channel channel) {
        return new Request(head, target, body, channel, null, List.of(), false);
    }

    /** The same, found to be for that resource. */
    Request on(Resource found, List<String> inHoles) {
        return new Request(head, target, body, channel, found, inHoles, inFull);
    }

    /** The same, but answered with a body also if the peer has the current version already. */
    public Request ignoringVersions() {
        return new Request(head, target, body, channel, resource, values, true);
    }

    /** As Netty read it. */
    public HttpRequest head() {
        return head;
    }

    /** {@code HEAD} counts as {@code GET}: what is left out of its answer is not the endpoint's business. */
    public HttpMethod method() {
        return HttpMethod.HEAD.equals(head.method()) ? HttpMethod.GET : head.method();
    }

    /** Without query and without slashes at its end; decoded, but for {@code %2F} and {@code %25}. */
    public String path() {
        return target.path();
    }

    /** The path as it was added to {@link Router}, such as {@code /v1/jobs/{id}}: without {@link #prefix}. */
    public String route() {
        return resource == null ? path() : resource.path();
    }

    /** What the client put before the path of the dialect, such as {@code /fermata}, for links; empty when that is nothing. */
    public String prefix() {
        return resource == null ? "" : resource.prefix();
    }

    /** The path behind {@link #prefix}. */
    public String pathInDialect() {
        return path().substring(prefix().length());
    }

    /** How errors are said to this client. */
    public Problem.Format errors() {
        return resource == null ? Problem.Format.PROBLEM_DETAILS : resource.errors();
    }

    /** What stood for the braces of the route, from 0. */
    public String value(int index) {
        return values.get(index);
    }

    public int values() {
        return values.size();
    }

    /**
     * Whom the peer means to ask: the host and perhaps the port of the target, or else of the {@code Host} field; empty when
     * neither says it.
     */
    public String authority() {
        Authority authority = target.authority();
        if (authority != null) {
            return authority.toString();
        }
        String host = header(HttpHeaderNames.HOST);
        return host == null ? "" : host;
    }

    public @Nullable String header(CharSequence name) {
        return head.headers().get(name);
    }

    /**
     * The parameters after the question mark, decoded.
     *
     * @throws RefusedException if they are not percent-encoded as they should be
     */
    public Map<String, List<String>> query() {
        Map<String, List<String>> known = query;
        if (known == null) {
            known = target.query().isEmpty() ? Map.of() : decodedQuery(target.query());
            query = known;
        }
        return known;
    }

    private static Map<String, List<String>> decodedQuery(String query) {
        try {
            // Past the bound Netty stops reading; the length of the line bounds the rest.
            return new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException notPercentEncoded) {
            throw RefusedException.badRequest(
                    "malformed_query",
                    "the query is not percent-encoded: " + notPercentEncoded.getMessage()
                            + "; after each % come two hexadecimal digits, and a % itself is written %25");
        }
    }

    /** The first parameter of that name. */
    public @Nullable String query(String name) {
        List<String> all = query().get(name);
        return all == null ? null : all.get(0);
    }

    /** Empty when there is none. Not to be changed. */
    public byte[] body() {
        return body;
    }

    /** Who asks. */
    public InetSocketAddress remote() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    /** Whether the peer says that it has just that version already (RFC 9110, section 13.1.2). */
    public boolean knows(String etag) {
        String known = knownVersions();
        return known != null && matches(known, etag);
    }

    /** {@code If-None-Match}; null without it, and if the answer needs a body anyway. */
    public @Nullable String knownVersions() {
        return inFull ? null : header(HttpHeaderNames.IF_NONE_MATCH);
    }

    /** {@link #knows}, for who kept {@link #knownVersions()} and not the request. */
    public static boolean matches(String ifNoneMatch, String etag) {
        for (String one : ifNoneMatch.split(",", -1)) {
            String tag = one.strip();
            if (tag.equals("*") || weak(tag).equals(weak(etag))) {
                return true;
            }
        }
        return false;
    }

    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
