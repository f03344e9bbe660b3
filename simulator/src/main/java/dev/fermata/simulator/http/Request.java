package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.decode.RequestTarget;
import dev.fermata.simulator.http.field.Authority;
import dev.fermata.simulator.text.Checks;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request with its whole body. An endpoint that answers later should store only the parts that it needs. */
public final class Request {

    /** The memory of a request without its texts, and of a header. */
    private static final int FIXED = 500;

    private static final int FIELD = 150;

    private final HttpRequest head;
    private final RequestTarget target;
    private final ReceivedBody body;
    private final Channel channel;
    private final @Nullable Resource resource;
    private final List<String> values;
    private final boolean inFull;
    private @Nullable Map<String, List<String>> query;

    private Request(
            HttpRequest head,
            RequestTarget target,
            ReceivedBody body,
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

    static Request of(HttpRequest head, RequestTarget target, ReceivedBody body, Channel channel) {
        return new Request(head, target, body, channel, null, List.of(), false);
    }

    /** The same request for a resource, with the values of the parameters in its path. */
    Request on(Resource found, List<String> parameters) {
        return new Request(head, target, body, channel, found, parameters, inFull);
    }

    /** The same request without {@code If-None-Match}, so that the response has a body. */
    public Request ignoringVersions() {
        return new Request(head, target, body, channel, resource, values, true);
    }

    /** The request line and the headers. */
    public HttpRequest head() {
        return head;
    }

    /** The method; {@code GET} for {@code HEAD}. The server leaves out the body, so endpoints need not know of {@code HEAD}. */
    public HttpMethod method() {
        return HttpMethod.HEAD.equals(head.method()) ? HttpMethod.GET : head.method();
    }

    /** The path without the query and without slashes at its end. It is decoded, except {@code %2F} and {@code %25}. */
    public String path() {
        return target.path();
    }

    /** The path of the route, such as {@code /v1/jobs/{id}}, without {@link #prefix}. */
    public String route() {
        return resource == null ? path() : resource.path();
    }

    /** The prefix of the path, such as {@code /fermata}; empty without one. Links in the response begin with it. */
    public String prefix() {
        return resource == null ? "" : resource.prefix();
    }

    /** The path without {@link #prefix}. */
    public String pathInDialect() {
        return path().substring(prefix().length());
    }

    /** The format of errors for this request. */
    public Problem.Format errors() {
        return resource == null ? Problem.Format.PROBLEM_DETAILS : resource.errors();
    }

    /** The value of a parameter of the route; the first one has the index 0. */
    public String value(int index) {
        return values.get(index);
    }

    /**
     * What names a job, or what belongs to one: the value of the parameter {@code {id}}, or of the first one if none has that name. Null for
     * a route without parameters.
     */
    public @Nullable String id() {
        if (values.size() < 2) {
            return values.isEmpty() ? null : values.get(0);
        }
        String before = route().substring(0, Math.max(0, route().indexOf("{id}")));
        return values.get((int) before.chars().filter(c -> c == '{').count());
    }

    /** Whether the client uses TLS. */
    public boolean isOverTls() {
        return Tls.isOn(channel);
    }

    /**
     * The host, and the port if there is one: from the target if that has them, else from the {@code Host} field; empty if neither
     * has them.
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
     * @throws RefusedException if they are not percent-encoded correctly
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
            refuseBadUtf8(query);
            // Netty reads at most 1,024 parameters. The length of the line limits the rest.
            return new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException notPercentEncoded) {
            throw RefusedException.badRequest(
                    "malformed_query",
                    "The query is '" + Printable.value(query)
                            + "', which is not percent-encoded. After each % there must"
                            + " be two hexadecimal digits; write % itself as %25.");
        }
    }

    /** Netty would put other characters in its place. */
    private static void refuseBadUtf8(String query) {
        if (query.indexOf('%') < 0) {
            return;
        }
        // One character for each byte.
        new QueryStringDecoder(query, ISO_8859_1, false).parameters().forEach((name, values) -> {
            refuseBadUtf8("a name", name);
            values.forEach(value -> refuseBadUtf8("the parameter '" + Printable.value(name) + "'", value));
        });
    }

    private static void refuseBadUtf8(String part, String bytes) {
        int bad = Checks.badUtf8(bytes.getBytes(ISO_8859_1));
        if (bad > 0) {
            throw RefusedException.badRequest(
                    "malformed_query",
                    "In the query, " + part + " is not UTF-8 from byte " + bad
                            + " on. Send the UTF-8 bytes of the text, percent-encoded.");
        }
    }

    /**
     * Checks the parameters of the query. None is ignored, because a client would think that it has an effect.
     *
     * @param known the names of the allowed parameters
     * @throws RefusedException for a parameter that is not known, or comes more than once
     */
    public void checkQuery(List<String> known) {
        query().forEach((name, values) -> {
            if (!known.contains(name)) {
                throw RefusedException.badRequest(
                        "unknown_parameter",
                        "There is no parameter '" + Printable.value(name) + "'."
                                + (known.isEmpty() ? " This route has no parameters." : Nearest.hint(name, known)));
            }
            if (values.size() > 1) {
                throw RefusedException.badRequest(
                        "repeated_parameter",
                        "The parameter '" + name + "' comes " + values.size() + " times; send it once"
                                + (name.equals("ids") ? ", with commas between the ids." : "."));
            }
        });
    }

    /** The first parameter of this name; null if there is none. */
    public @Nullable String query(String name) {
        List<String> all = query().get(name);
        return all == null ? null : all.get(0);
    }

    /** About how much memory it takes. */
    public int bytes() {
        int size = FIXED + head.uri().length() + body.kept().length;
        // The other iterator makes a text of each name.
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = head.headers().iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            size += FIELD + field.getKey().length() + field.getValue().length();
        }
        return size;
    }

    /** Empty without a body. Of an upload without what is left out of it. Not to be changed. */
    public byte[] body() {
        return body.kept();
    }

    /** The same, and what is left out of it. */
    public ReceivedBody received() {
        return body;
    }

    /** How many bytes the whole body had. */
    public long bodySize() {
        return body.size();
    }

    /** The address of the client. */
    public InetSocketAddress remote() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    /** Whether the client already has this version (RFC 9110, section 13.1.2). */
    public boolean knows(String etag) {
        String known = knownVersions();
        return known != null && matches(known, etag);
    }

    /** {@code If-None-Match}; null without it, and if the response needs a body. */
    public @Nullable String knownVersions() {
        return inFull ? null : header(HttpHeaderNames.IF_NONE_MATCH);
    }

    /** As {@link #knows}, with the result of {@link #knownVersions()}. */
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

    /**
     * A body that has come.
     *
     * @param kept its bytes, without those that are left out. Not to be changed
     * @param gaps where bytes are left out, in the order of their places
     * @param size of the whole body
     */
    public record ReceivedBody(byte[] kept, List<Gap> gaps, long size) {

        /**
         * Bytes that are left out.
         *
         * @param at how many kept bytes are before them
         * @param bytes how many are left out
         */
        public record Gap(int at, long bytes) {}
    }
}
