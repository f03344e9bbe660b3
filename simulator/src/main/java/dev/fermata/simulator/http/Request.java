package dev.fermata.simulator.http;

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
    private final String path;
    private final byte[] body;
    private final Channel channel;
    private final @Nullable Resource resource;
    private final List<String> values;
    private @Nullable Map<String, List<String>> query;

    private Request(
            HttpRequest head,
            String path,
            byte[] body,
            Channel channel,
            @Nullable Resource resource,
            List<String> values) {
        this.head = head;
        this.path = path;
        this.body = body;
        this.channel = channel;
        this.resource = resource;
        this.values = values;
    }

    static Request of(HttpRequest head, byte[] body, Channel channel) {
        String target = head.uri();
        // A path that needs no decoding is the common case, and worth the shortcut.
        String path = isPlain(target) ? target : decoded(target);
        return new Request(head, path, body, channel, null, List.of());
    }

    /** The same, found to be for that resource. */
    Request on(Resource found, List<String> inHoles) {
        return new Request(head, path, body, channel, found, inHoles);
    }

    /** The same for another path. */
    Request at(String other) {
        return new Request(head, other, body, channel, resource, values);
    }

    /** As Netty read it. */
    public HttpRequest head() {
        return head;
    }

    /** {@code HEAD} counts as {@code GET}: what is left out of its answer is not the endpoint's business. */
    public HttpMethod method() {
        return HttpMethod.HEAD.equals(head.method()) ? HttpMethod.GET : head.method();
    }

    /** Decoded, without query. */
    public String path() {
        return path;
    }

    /** The path as it was added to {@link Router}, such as {@code /v1/jobs/{id}}: without {@link #prefix}. */
    public String route() {
        return resource == null ? path : resource.path();
    }

    /** What the client put before the path of the dialect, such as {@code /fermata}, for links; empty when that is nothing. */
    public String prefix() {
        return resource == null ? "" : resource.prefix();
    }

    /** The path behind {@link #prefix}. */
    public String pathInDialect() {
        return path.substring(prefix().length());
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
            known = head.uri().indexOf('?') < 0 ? Map.of() : decodedQuery(head.uri());
            query = known;
        }
        return known;
    }

    private static Map<String, List<String>> decodedQuery(String target) {
        try {
            // Past the bound Netty stops reading; the length of the line bounds the rest.
            return new QueryStringDecoder(target).parameters();
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
        String known = header(HttpHeaderNames.IF_NONE_MATCH);
        return known != null && matches(known, etag);
    }

    /** {@link #knows}, for who kept the header {@code If-None-Match} and not the request. */
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

    private static boolean isPlain(String target) {
        return target.startsWith("/") && target.indexOf('%') < 0 && target.indexOf('?') < 0 && target.indexOf('#') < 0;
    }

    /** Also takes the absolute form that proxies send (RFC 9112, section 3.2.2). */
    private static String decoded(String target) {
        int scheme = target.startsWith("http://") ? target.indexOf('/', "http://".length()) : 0;
        String path = scheme < 0 ? "/" : target.substring(scheme);
        try {
            return new QueryStringDecoder(path).path();
        } catch (IllegalArgumentException notPercentEncoded) {
            return path;
        }
    }
}
