package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Printable;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the description of a server from a file: a JSON object with the methods of {@link JsonBackendBuilder} as keys. */
final class JsonBackendFile {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** What belongs to the request of the polls. */
    private static final List<String> POLL = List.of("url", "method", "body");

    private final JsonValue root;
    private final Map<String, BiConsumer<JsonBackendBuilder, Setting>> keys = keys();
    private final Function<String, @Nullable String> environment;

    private JsonBackendFile(JsonValue root, Function<String, @Nullable String> environment) {
        this.root = root;
        this.environment = environment;
    }

    /**
     * @param environment for <code>${NAME}</code> in texts
     * @throws IllegalArgumentException if the text is no such description; the message names the key
     */
    static JsonBackendBuilder read(byte[] text, Function<String, @Nullable String> environment) {
        JsonValue root;
        try {
            root = JsonReader.read(text);
        } catch (JsonException notJson) {
            throw new IllegalArgumentException("the file " + notJson.getMessage() + ": " + notJson.details(), notJson);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException("the file is " + root.kind()
                    + "; expected is an object such as {\"url\": \"https://example.com/jobs/{id}\"}");
        }
        return new JsonBackendFile(root, environment).builder();
    }

    private JsonBackendBuilder builder() {
        Setting whole = new Setting("the file", root);
        root.members().keySet().stream()
                .filter(key -> !POLL.contains(key) && !keys.containsKey(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("unknown key '" + Printable.clean(key) + "'; allowed are "
                            + String.join(", ", POLL) + ", " + String.join(", ", keys.keySet()));
                });
        JsonBackendBuilder builder = Backend.json(whole.request());
        root.members().forEach((key, value) -> {
            BiConsumer<JsonBackendBuilder, Setting> apply = keys.get(key);
            if (apply != null) {
                new Setting(key, value).apply(setting -> apply.accept(builder, setting));
            }
        });
        return builder;
    }

    private static Map<String, BiConsumer<JsonBackendBuilder, Setting>> keys() {
        Map<String, BiConsumer<JsonBackendBuilder, Setting>> keys = new LinkedHashMap<>();
        keys.put("headers", (builder, value) -> value.texts().forEach(builder::header));
        keys.put("state", (builder, value) -> builder.state(value.list()));
        keys.put("completed", (builder, value) -> builder.completed(value.list()));
        keys.put("failed", (builder, value) -> builder.failed(value.list()));
        keys.put("canceled", (builder, value) -> builder.canceled(value.list()));
        keys.put("queued", (builder, value) -> builder.queued(value.list()));
        keys.put("running", (builder, value) -> builder.running(value.list()));
        keys.put("needsAttention", (builder, value) -> builder.needsAttention(value.list()));
        keys.put("otherWords", (builder, value) -> builder.otherWords(value.constant(JobState.class)));
        keys.put("completedWhen", (builder, value) -> value.each(text -> builder.when(JobState.COMPLETED, text)));
        keys.put("failedWhen", (builder, value) -> value.each(text -> builder.when(JobState.FAILED, text)));
        keys.put("canceledWhen", (builder, value) -> value.each(text -> builder.when(JobState.CANCELED, text)));
        keys.put("queuedWhen", (builder, value) -> value.each(text -> builder.when(JobState.QUEUED, text)));
        keys.put("runningWhen", (builder, value) -> value.each(text -> builder.when(JobState.RUNNING, text)));
        keys.put(
                "needsAttentionWhen",
                (builder, value) -> value.each(text -> builder.when(JobState.NEEDS_ATTENTION, text)));
        keys.put("rejectedWhen", (builder, value) -> value.each(builder::rejectedWhen));
        keys.put("transientWhen", (builder, value) -> value.each(builder::transientWhen));
        keys.put("neverFails", (builder, value) -> value.flag(builder::neverFails));
        keys.put("progress", (builder, value) -> builder.progress(value.list()));
        keys.put("progressPercent", (builder, value) -> builder.progressPercent(value.list()));
        keys.put("stage", (builder, value) -> builder.stage(value.list()));
        keys.put("errorCode", (builder, value) -> builder.errorCode(value.list()));
        keys.put("errorMessage", (builder, value) -> builder.errorMessage(value.list()));
        keys.put("createdAt", (builder, value) -> builder.createdAt(value.list()));
        keys.put("finishedAt", (builder, value) -> builder.finishedAt(value.list()));
        keys.put("expectedAt", (builder, value) -> builder.expectedAt(value.list()));
        keys.put("timeZone", (builder, value) -> builder.timeZone(ZoneId.of(value.text())));
        keys.put("result", (builder, value) -> value.texts().forEach(builder::result));
        keys.put("nextPoll", (builder, value) -> builder.nextPoll(value.list()));
        keys.put("allowOrigin", (builder, value) -> value.each(text -> builder.allowOrigin(URI.create(text))));
        keys.put("format", (builder, value) -> builder.format(value.constant(BodyFormat.class)));
        keys.put("lenient", (builder, value) -> value.flag(builder::lenient));
        keys.put(
                "bulk",
                (builder, value) -> builder.bulk(
                        value.request("jobs", "id", "most"),
                        value.member("jobs").text(),
                        value.member("id").text(),
                        (int) value.member("most").number()));
        keys.put(
                "submit",
                (builder, value) ->
                        builder.submit(value.request("id"), value.member("id").list()));
        keys.put("cancel", (builder, value) -> builder.cancel(value.request()));
        keys.put("kind", (builder, value) -> builder.kind(value.list()));
        keys.put("name", (builder, value) -> builder.name(value.text()));
        return keys;
    }

    /** The value of a key. */
    private final class Setting {

        private final String key;
        private final JsonValue value;

        Setting(String key, JsonValue value) {
            this.key = key;
            this.value = value;
        }

        void apply(Consumer<Setting> use) {
            try {
                use.accept(this);
            } catch (DateTimeException | IllegalArgumentException wrong) {
                String message = String.valueOf(wrong.getMessage());
                throw message.startsWith(key) ? wrong : new IllegalArgumentException(key + ": " + message, wrong);
            }
        }

        Setting member(String name) {
            return new Setting(key + "." + name, value.path(name));
        }

        String text() {
            String text = value.text();
            if (text == null) {
                throw wrong("a text");
            }
            return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(variable(match.group(1))));
        }

        /** A variable that is a value in a query, or in a form, stays one value, whatever it holds. */
        String address(boolean form) {
            String text = value.isString() ? value.textOr("") : text();
            return VARIABLE.matcher(text).replaceAll(match -> {
                String set = variable(match.group(1));
                String before = text.substring(0, match.start());
                boolean isValue = (form || before.contains("?")) && before.matches("(?s).*=[^&?]*");
                return Matcher.quoteReplacement(isValue ? URLEncoder.encode(set, StandardCharsets.UTF_8) : set);
            });
        }

        private String variable(String name) {
            String set = environment.apply(name);
            if (set == null) {
                throw new IllegalArgumentException(
                        key + " needs the environment variable " + name + ", which is not set; set it");
            }
            return set;
        }

        double number() {
            if (!value.isNumber()) {
                throw wrong("a number");
            }
            return value.number();
        }

        /** One text, or several. */
        String[] list() {
            if (!value.isArray()) {
                return new String[] {text()};
            }
            return value.items().stream()
                    .map(item -> new Setting(key, item).text())
                    .toArray(String[]::new);
        }

        void each(Consumer<String> action) {
            Arrays.stream(list()).forEach(action);
        }

        Map<String, String> texts() {
            if (!value.isObject()) {
                throw wrong("an object of texts");
            }
            Map<String, String> texts = new LinkedHashMap<>();
            value.members().forEach((name, member) -> texts.put(name, new Setting(key + "." + name, member).text()));
            return texts;
        }

        void flag(Runnable action) {
            if (!"true".equals(value.text()) && !"false".equals(value.text())) {
                throw wrong("true or false");
            }
            if ("true".equals(value.text())) {
                action.run();
            }
        }

        <E extends Enum<E>> E constant(Class<E> type) {
            String text = text().toUpperCase(Locale.ROOT).replace('-', '_');
            return Arrays.stream(type.getEnumConstants())
                    .filter(each -> each.name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> wrong(
                            "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
        }

        /** A URL alone is a GET; of a body that is an object or a list, its JSON is sent. */
        RequestTemplate request(String... more) {
            if (value.isString()) {
                return RequestTemplate.get(address(false));
            }
            boolean top = value == root;
            List<String> allowed = List.of("url", "method", "headers", "body");
            value.members().keySet().stream()
                    .filter(name ->
                            !top && !allowed.contains(name) && !List.of(more).contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new IllegalArgumentException(key + " has the unknown key '" + Printable.clean(name)
                                + "'; allowed are " + String.join(", ", allowed)
                                + (more.length == 0 ? "" : ", " + String.join(", ", more)));
                    });
            JsonValue body = value.path("body");
            String method = value.path("method").textOr(body.isThere() ? "POST" : "GET");
            RequestTemplate request = RequestTemplate.of(method, member("url").address(false));
            if (!top && value.path("headers").isThere()) {
                for (Map.Entry<String, String> header :
                        member("headers").texts().entrySet()) {
                    request = request.withHeader(header.getKey(), header.getValue());
                }
            }
            if (body.isThere()) {
                request = request.withBody(
                        body.isObject() || body.isArray()
                                ? withVariables(body).toString()
                                : RequestTemplate.isJson(body.textOr(""))
                                        ? member("body").text()
                                        : member("body").address(true));
            }
            return request;
        }

        private JsonValue withVariables(JsonValue body) {
            if (body.isString()) {
                return JsonValue.of(new Setting(key + ".body", body).text());
            }
            if (body.isArray()) {
                return JsonValue.of(
                        body.items().stream().map(this::withVariables).toList());
            }
            Map<String, JsonValue> members = new LinkedHashMap<>();
            body.members().forEach((name, member) -> members.put(name, withVariables(member)));
            return body.isObject() ? JsonValue.of(members) : body;
        }

        private IllegalArgumentException wrong(String expected) {
            return new IllegalArgumentException(
                    key + " is " + (value.isThere() ? value : value.kind()) + "; expected is " + expected);
        }
    }
}
