package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** An OpenAPI document, such as {@code openapi.yaml}, and what was seen of it. */
public final class Contract {

    private static final String HERE = "https://fermata.example/openapi.json";

    /** What an answer may only have if the contract says so. */
    private static final Set<String> TOLD = Set.of(
            "location", "preference-applied", "ratelimit", "ratelimit-policy", "retry-after", "www-authenticate");

    public final JsonNode document;
    private final SchemaRegistry schemas;
    private final Set<String> seen = new TreeSet<>();

    public Contract(String yaml) {
        document = YAMLMapper.shared().readTree(yaml);
        assertThat(namesWithSpaces(document))
                .as("a text with a comma must be quoted in braces")
                .isEmpty();
        String json = JsonMapper.shared().writeValueAsString(document);
        schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(HERE, json)));
    }

    private static List<String> namesWithSpaces(JsonNode node) {
        return Stream.concat(
                        node.propertyNames().stream().filter(name -> name.contains(" ") && !name.contains("/")),
                        node.valueStream().flatMap(value -> namesWithSpaces(value).stream()))
                .toList();
    }

    /** Checks that status, content type, headers and body are as the contract says. */
    public void check(String method, String path, HttpResponse<String> answer) {
        String template = template(path.replaceAll("[?].*", ""));
        String status = Integer.toString(answer.statusCode());
        String responses = "/paths/" + escaped(template) + "/" + method.toLowerCase(Locale.ROOT) + "/responses/";
        if (answer.statusCode() >= 400 && !document.at(responses + status).isObject()) {
            status = "default";
        }
        String pointer = responses + status;
        JsonNode response = document.at(pointer);
        assertThat(response.isMissingNode())
                .as("%s %s -> %s: %s", method, path, status, answer.body())
                .isFalse();
        seen.add(method + " " + template + " " + status);
        if (response.has("$ref")) {
            pointer = response.get("$ref").stringValue().substring(1);
            response = document.at(pointer);
        }
        checkHeaders(pointer, response, answer);
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            return;
        }
        String type = answer.headers().firstValue("content-type").orElse("");
        assertThat(content.propertyNames()).contains(type);
        if (type.endsWith("json")) {
            check(pointer + "/content/" + escaped(type) + "/schema", answer.body());
        }
    }

    public void check(String pointer, String json) {
        Schema schema = schemas.getSchema(SchemaLocation.of(HERE + "#" + pointer));
        assertThat(schema.validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as(json)
                .isEmpty();
    }

    private void checkHeaders(String pointer, JsonNode response, HttpResponse<String> answer) {
        JsonNode declared = response.path("headers");
        declared.properties().forEach(header -> {
            String at = pointer + "/headers/" + header.getKey();
            JsonNode said = header.getValue();
            if (said.has("$ref")) {
                at = said.get("$ref").stringValue().substring(1);
                said = document.at(at);
            }
            List<String> values = answer.headers().allValues(header.getKey());
            if (said.path("required").asBoolean(false)) {
                assertThat(values).as(header.getKey()).isNotEmpty();
            }
            boolean number = "integer".equals(said.at("/schema/type").asString(""));
            for (String value : values) {
                check(at + "/schema", number ? value : JsonMapper.shared().writeValueAsString(value));
            }
        });
        assertThat(answer.headers().map().keySet())
                .as("headers that the contract does not know")
                .filteredOn(TOLD::contains)
                .isSubsetOf(new TreeSet<>(declared.propertyNames().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList()));
    }

    /** Every method and path, such as {@code GET /v1/jobs/{id}}, for which there is an answer of that status. */
    List<String> operations(int status) {
        return unseen(Set.of()).stream()
                .filter(one -> one.endsWith(" " + status))
                .map(one -> one.substring(0, one.lastIndexOf(' ')))
                .toList();
    }

    /** Every method and path. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        unseen(Set.of()).forEach(one -> operations.add(one.substring(0, one.lastIndexOf(' '))));
        return operations;
    }

    /** What the contract says and nobody has seen. */
    public Set<String> unseen() {
        return unseen(seen);
    }

    private Set<String> unseen(Set<String> seen) {
        Set<String> unseen = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> method.getValue().has("responses"))
                        .forEach(method -> method.getValue()
                                .get("responses")
                                .propertyNames()
                                .forEach(status -> unseen.add(method.getKey().toUpperCase(Locale.ROOT) + " "
                                        + path.getKey() + " " + status))));
        unseen.removeAll(seen);
        return unseen;
    }

    private String template(String path) {
        return document.get("paths").propertyNames().stream()
                .filter(template -> path.matches(Pattern.quote(template).replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q")))
                .min(Comparator.comparing(template -> template.contains("{")))
                .orElseThrow(() -> new AssertionError("the contract knows no " + path));
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
