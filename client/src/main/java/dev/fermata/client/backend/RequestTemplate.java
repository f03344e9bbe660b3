package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request with placeholders, such as <code>{id}</code>, in its URL, in the values of its headers and in its body. What takes their
 * place is encoded, so that it stays one value. Immutable.
 *
 * <pre>{@code
 * RequestTemplate.post("/v2/jobs").withBody("{\"video\": \"{source}\", \"language\": \"{language}\"}")
 * }</pre>
 */
public final class RequestTemplate {

    static final String ID = "id";
    static final String IDS = "ids";
    /** The idempotency key. */
    static final String KEY = "key";

    private static final String HINT = "put {id} where the job's id goes, such as https://api.example.com/jobs/{id}";

    /** What a submission fills in. */
    static final Set<String> SUBMISSION =
            Set.of("source", "source_language", "language", "languages", "title", "callback", KEY);

    private static final Set<String> PLACEHOLDERS =
            Stream.concat(Stream.of(ID, IDS), SUBMISSION.stream()).collect(Collectors.toUnmodifiableSet());

    /** Scheme and authority; path and query; a fragment, which is never sent. */
    private static final Pattern PARTS = Pattern.compile("([^:/?#]+://[^/?#]*)([^#]*)(#.*)?", Pattern.DOTALL);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

    private final String method;
    private final String url;
    private final Map<String, String> headers;
    private final String body;
    /** Null until the server is known. */
    private final @Nullable ServerUri server;

    private RequestTemplate(
            String method, String url, Map<String, String> headers, String body, @Nullable ServerUri server) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
        this.server = server;
    }

    /** @param url absolute, or a path on the server of the polls */
    public static RequestTemplate of(String method, String url) {
        if (!Objects.requireNonNull(method, "method").matches("[A-Z]{1,20}")) {
            throw new IllegalArgumentException(
                    "method is '" + Printable.clean(method) + "'; allowed is one in capitals, such as GET or POST");
        }
        return new RequestTemplate(method, Objects.requireNonNull(url, "url"), Map.of(), "", null);
    }

    public static RequestTemplate get(String url) {
        return of("GET", url);
    }

    public static RequestTemplate post(String url) {
        return of("POST", url);
    }

    /**
     * The same, with a header.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public RequestTemplate withHeader(String name, String value) {
        Checks.header(name, value);
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new RequestTemplate(method, url, more, body, server);
    }

    /**
     * The same, with a body. A JSON object or list stays one: placeholders are filled within its texts, <code>"{languages}"</code> becomes a
     * list, and a member is left out if there is nothing to fill in. Any other body is a form, such as <code>id={id}&amp;v=2</code>.
     *
     * @throws IllegalArgumentException if it begins as a JSON object or list does and is none
     */
    public RequestTemplate withBody(String body) {
        if (isJson(Objects.requireNonNull(body, "body"))) {
            try {
                JsonReader.read(body.getBytes(StandardCharsets.UTF_8));
            } catch (JsonException notJson) {
                throw new IllegalArgumentException(
                        "the body of the request begins with { or [ and " + notJson.getMessage() + " ("
                                + notJson.details() + "); correct it, or begin with something else for a form");
            }
        }
        return new RequestTemplate(method, url, headers, body, server);
    }

    /**
     * The same for a server: the URL and the placeholders are checked.
     *
     * @param polls the server of the polls, for a URL that is a path alone; null if there is none
     * @param allowed the placeholders that can be filled
     * @throws IllegalArgumentException if it is no URL that Java's HTTP client can use
     */
    static RequestTemplate on(@Nullable ServerUri polls, RequestTemplate request, Set<String> allowed) {
        return Objects.requireNonNull(request, "request").on(polls, allowed);
    }

    private RequestTemplate on(@Nullable ServerUri polls, Set<String> allowed) {
        ServerUri known = polls != null && url.startsWith("/") ? polls : null;
        String whole = known == null ? url : known.origin() + url;
        Matcher parts = PARTS.matcher(whole);
        String place = parts.matches() ? parts.group(2) : "";
        if (parts.matches() && PLACEHOLDER.matcher(parts.group(1)).find()) {
            throw ServerUri.refused(
                    url, "it has " + parts.group(1).replaceAll("^.*(\\{[a-z_]+}).*$", "$1") + " before its path", HINT);
        }
        placeholders(place).filter(name -> !allowed.contains(name)).findFirst().ifPresent(name -> {
            throw ServerUri.refused(url, "it has {" + name + "}", "allowed here: " + listed(allowed));
        });
        Stream.concat(Stream.of(body), headers.values().stream())
                .flatMap(RequestTemplate::placeholders)
                .filter(name -> PLACEHOLDERS.contains(name) && !allowed.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("a header or the body of the request to "
                            + Printable.masked(place) + " has {" + name + "}; allowed here: " + listed(allowed));
                });
        ServerUri own = ServerUri.template(PLACEHOLDER.matcher(whole).replaceAll("{id}"), "{id}");
        return new RequestTemplate(method, own.origin() + place, headers, body, known == null ? own : known);
    }

    private static Stream<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(match -> match.group(1));
    }

    private static String listed(Set<String> names) {
        return names.stream().sorted().map(name -> "{" + name + "}").collect(Collectors.joining(", "));
    }

    /** @throws IllegalArgumentException if the id of the job is neither in the path nor in the query */
    RequestTemplate requireId() {
        Matcher parts = PARTS.matcher(url);
        if (!(parts.matches() ? parts.group(2) : url).contains("{id}")) {
            throw ServerUri.refused(url, "it has no {id} in its path or query", HINT);
        }
        return this;
    }

    /** Whether that placeholder is anywhere in it. */
    boolean has(String placeholder) {
        String text = "{" + placeholder + "}";
        return url.contains(text)
                || body.contains(text)
                || headers.values().stream().anyMatch(v -> v.contains(text));
    }

    /** Path and query, with their placeholders. */
    String place() {
        return url.substring(server().origin().length());
    }

    String query() {
        return place().contains("?") ? place().replaceFirst("^[^?]*\\?", "") : "";
    }

    ServerUri server() {
        return Objects.requireNonNull(server, "call on() first");
    }

    /**
     * The request.
     *
     * @param common headers that all requests have
     * @param values texts or lists of texts, by placeholder
     */
    HttpRequest.Builder request(Map<String, String> common, Map<String, ?> values) {
        Map<String, String> all = new LinkedHashMap<>(common);
        // Not each request is about one job.
        all.values().removeIf(value -> !placeholders(value).allMatch(values::containsKey));
        all.putAll(headers);
        all.replaceAll((name, value) -> fill(value, values, same -> same));
        if (!body.isEmpty()) {
            all.putIfAbsent("Content-Type", isJson(body) ? "application/json" : "application/x-www-form-urlencoded");
        }
        return server().request(fill(url, values, ServerUri::segment), all)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(content(values)));
    }

    static boolean isJson(String body) {
        return body.strip().startsWith("{") || body.strip().startsWith("[");
    }

    private String content(Map<String, ?> values) {
        return isJson(body)
                ? filled(JsonReader.read(body.getBytes(StandardCharsets.UTF_8)), values)
                        .toString()
                : fill(body, values, RequestTemplate::encoded);
    }

    /** What a submission fills in. */
    static Map<String, Object> values(Submission submission, String idempotencyKey) {
        Map<String, Object> values = new HashMap<>();
        values.put(KEY, idempotencyKey);
        values.put("source", submission.source().toString());
        values.put("source_language", submission.sourceLanguage().orElse(null));
        values.put("language", submission.languages().get(0));
        values.put("languages", submission.languages());
        values.put("title", submission.title().orElse(null));
        values.put("callback", submission.callback().map(Object::toString).orElse(null));
        return values;
    }

    private static String fill(String text, Map<String, ?> values, UnaryOperator<String> encoding) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            Object value = values.get(match.group(1));
            String filled = value instanceof List<?> list
                    ? String.join(
                            ",",
                            list.stream()
                                    .map(item -> encoding.apply(String.valueOf(item)))
                                    .toList())
                    : value == null
                            ? (values.containsKey(match.group(1)) ? "" : match.group())
                            : encoding.apply(value.toString());
            return Matcher.quoteReplacement(filled);
        });
    }

    private static JsonValue filled(JsonValue value, Map<String, ?> values) {
        String text = value.string();
        if (text != null) {
            Matcher whole = PLACEHOLDER.matcher(text);
            boolean alone = whole.matches() && values.containsKey(whole.group(1));
            return alone ? JsonValue.of(values.get(whole.group(1))) : JsonValue.of(fill(text, values, same -> same));
        }
        if (value.isArray()) {
            return JsonValue.of(
                    value.items().stream().map(item -> filled(item, values)).toList());
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        value.members().forEach((name, member) -> {
            JsonValue full = filled(member, values);
            boolean nothing = full.isNull() && !member.isNull();
            if (!nothing) {
                members.put(name, full);
            }
        });
        return value.isObject() ? JsonValue.of(members) : value;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The method, unless it is GET, and the masked URL. */
    @Override
    public String toString() {
        String masked = Printable.masked(url.replace("{", "%7B").replace("}", "%7D"));
        return (method.equals("GET") ? "" : method + " ")
                + masked.replace("%7B", "{").replace("%7D", "}");
    }
}
