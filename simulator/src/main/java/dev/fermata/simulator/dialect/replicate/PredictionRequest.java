package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.replicate.PredictionEvents.Event;
import dev.fermata.simulator.dialect.replicate.ReplicateOptions.UnfilteredEvents;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Checks requests for predictions. Fields that are not known are ignored, and the input may be anything, as each model has its own. */
record PredictionRequest(Services services, SettingValues options) {

    /** Keys of the metadata of a job. */
    static final String INPUT = "input";

    static final String MODEL = "model";
    static final String VERSION = "version";
    static final String EVENTS = "events";

    /** What the API says instead of the version of an official model. */
    private static final String HIDDEN = "hidden";
    /** For the id of a version alone, which does not say whose it is. */
    private static final String SOME_MODEL = "fermata/simulated";

    private static final Pattern VERSIONS = Pattern.compile("(?:(\\w[\\w.-]*/\\w[\\w.-]*)(?::(\\w+))?)|(\\w+)");
    private static final List<String> LANGUAGES = List.of("output_language", "target_language", "language");
    private static final int LONGEST_LANGUAGE = 100;
    private static final int LONGEST_URL = 2_000;
    private static final int LONGEST_INPUT = 65_536;

    /** A prediction by a version: its id, {@code owner/name} or {@code owner/name:id}. */
    JobSpec ofVersion(ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String given = fields.text("version", 500);
        if (given == null) {
            throw required("version");
        }
        Matcher version = VERSIONS.matcher(given);
        if (!version.matches()) {
            throw ReplicateErrors.unknownVersion();
        }
        String model = version.group(1);
        String id = model == null ? version.group(3) : version.group(2);
        return spec(body, fields, model == null ? SOME_MODEL : model, id == null ? HIDDEN : id);
    }

    /** A prediction by a model or a deployment, {@code owner/name}. */
    JobSpec ofModel(ObjectNode body, String model) {
        return spec(body, RequestFields.ignoringOthers(body, ""), model, HIDDEN);
    }

    private JobSpec spec(ObjectNode body, RequestFields fields, String model, String version) {
        if (fields.object("input") == null) {
            throw required("input");
        }
        JsonNode input = body.path("input");
        Map<String, String> metadata = new HashMap<>();
        metadata.put(INPUT, kept(input));
        metadata.put(MODEL, model);
        metadata.put(VERSION, version);
        String webhook = fields.url("webhook");
        Set<Event> events = events(fields);
        if (webhook != null) {
            refuseBadTarget(webhook);
            metadata.put(EVENTS, Event.text(events));
        }
        return new JobSpec(source(input), language(input), null, null, webhook, metadata, ReplicateDialect.NAME, null);
    }

    /** The input as predictions show it. Of files in data URIs only the beginning is kept, because there may be many predictions. */
    private static String kept(JsonNode input) {
        String all = input.toString();
        if (all.length() <= LONGEST_INPUT) {
            return all;
        }
        JsonNode copy = input.deepCopy();
        shorten(copy);
        String shortened = copy.toString();
        if (shortened.length() > LONGEST_INPUT) {
            throw RefusedException.badField(
                    "input",
                    "input_too_long",
                    "input has " + shortened.length() + " characters besides long texts; allowed are " + LONGEST_INPUT
                            + ".");
        }
        return shortened;
    }

    private static void shorten(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(shortened(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, shortened(array.get(i)));
            }
        }
    }

    private static JsonNode shortened(JsonNode value) {
        shorten(value);
        boolean tooLong = value.isString() && value.stringValue().length() > LONGEST_URL;
        return tooLong ? StringNode.valueOf(value.stringValue().substring(0, LONGEST_URL)) : value;
    }

    private static RefusedException required(String field) {
        return RefusedException.badField(field, "missing_field", field + " is required");
    }

    private void refuseBadTarget(String webhook) {
        if (options.get(ReplicateOptions.HTTPS_ONLY) && !webhook.regionMatches(true, 0, "https:", 0, 6)) {
            throw RefusedException.badField(
                    "webhook",
                    "invalid_value",
                    "webhook is '" + Printable.value(webhook) + "'; allowed is https only.");
        }
        services.refuseBadTarget("webhook", webhook);
    }

    private Set<Event> events(RequestFields fields) {
        List<String> words = fields.texts("webhook_events_filter", 100, 100);
        if (words.isEmpty()) {
            return options.get(ReplicateOptions.DEFAULT_EVENTS) == UnfilteredEvents.ALL
                    ? EnumSet.allOf(Event.class)
                    : EnumSet.of(Event.OUTPUT, Event.COMPLETED);
        }
        Set<Event> events = EnumSet.noneOf(Event.class);
        for (String word : words) {
            events.add(Event.of(word)
                    .orElseThrow(() -> RefusedException.badField(
                            "webhook_events_filter",
                            "invalid_value",
                            "webhook_events_filter has '" + Printable.value(word) + "'; allowed are "
                                    + Event.text(EnumSet.allOf(Event.class)) + ".")));
        }
        return events;
    }

    /** The first URL of the input, which is what most models work on. */
    private static String source(JsonNode input) {
        return texts(input.valueStream())
                .filter(text -> text.length() <= LONGEST_URL && text.matches("(?i)https?://.*"))
                .findFirst()
                .orElse("");
    }

    private static String language(JsonNode input) {
        return texts(LANGUAGES.stream().map(input::path))
                .filter(text -> text.length() <= LONGEST_LANGUAGE)
                .findFirst()
                .orElse("");
    }

    private static Stream<String> texts(Stream<JsonNode> values) {
        return values.filter(JsonNode::isString).map(JsonNode::stringValue);
    }
}
