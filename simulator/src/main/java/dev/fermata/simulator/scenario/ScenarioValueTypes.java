package dev.fermata.simulator.scenario;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.ProgressCurve;
import dev.fermata.simulator.job.ProgressCurve.Point;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.Weighted.Choice;
import dev.fermata.simulator.setting.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The types of values that only settings of a scenario have. */
final class ScenarioValueTypes {

    static final ValueType<Distribution> DISTRIBUTION = ValueType.text(
            text -> Optional.of(Distribution.parse(text)),
            value -> StringNode.valueOf(value.text()),
            Distribution.ALLOWED,
            "TIME");

    /** The errors that jobs may fail with: {@code [{code: no_speech_found, message: "...", weight: 2}, ...]}. */
    static final ValueType<Weighted<Failure>> FAILURES = new ValueType<>(
            ScenarioValueTypes::readFailures,
            ScenarioValueTypes::writeFailures,
            "a list of 1 to 100 objects with code, message and weight, such as"
                    + " [{code: no_speech_found, message: Nobody speaks., weight: 1}]",
            "LIST");

    /**
     * The progress of running jobs over time: a word, points, or several of both with weights. {@code stall 0.99} reaches 0.99 in half
     * the time and stays there; {@code step_back 0.6 0.3} falls from 0.6 to 0.3 after half the time.
     */
    static final ValueType<Weighted<ProgressCurve>> PROGRESS = new ValueType<>(
            ScenarioValueTypes::readProgress,
            ScenarioValueTypes::writeProgress,
            "linear, 'stall 0.99', 'step_back 0.6 0.3', points of time and progress such as [[0, 0], [0.9, 0.5], [1, 1]],"
                    + " or a list such as [{curve: linear, weight: 3}, {curve: stall 0.5, weight: 1}]",
            "CURVE");

    private static final String LINEAR = "linear";

    private static final ValueType<Double> WEIGHT = ValueType.number(0, 1e9, "0 to 1000000000");
    private static final Set<String> FAILURE_FIELDS = Set.of("code", "message", "weight");

    private ScenarioValueTypes() {}

    private static Weighted<Failure> readFailures(JsonNode node) {
        if (!node.isArray()) {
            throw new IllegalArgumentException("no list");
        }
        List<Choice<Failure>> choices = new ArrayList<>();
        for (JsonNode each : node) {
            String code = each.path("code").asString("");
            String message = each.path("message").asString("");
            boolean known = FAILURE_FIELDS.containsAll(each.propertyNames());
            if (!known) {
                throw new IllegalArgumentException("no failure");
            }
            choices.add(new Choice<>(new Failure(code, message), weight(each)));
        }
        return new Weighted<>(choices);
    }

    private static double weight(JsonNode each) {
        return each.has("weight") ? WEIGHT.read(each.path("weight")) : 1;
    }

    private static JsonNode writeFailures(Weighted<Failure> value) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Choice<Failure> choice : value.choices()) {
            list.addObject()
                    .put("code", choice.value().code())
                    .put("message", choice.value().message())
                    .put("weight", choice.weight());
        }
        return list;
    }

    private static Weighted<ProgressCurve> readProgress(JsonNode node) {
        if (!node.isArray() || !node.path(0).isObject()) {
            return Weighted.only(curve(node));
        }
        List<Choice<ProgressCurve>> choices = new ArrayList<>();
        for (JsonNode each : node) {
            if (!each.has("curve") || each.size() > (each.has("weight") ? 2 : 1)) {
                throw new IllegalArgumentException("no curve");
            }
            choices.add(new Choice<>(curve(each.path("curve")), weight(each)));
        }
        return new Weighted<>(choices);
    }

    private static JsonNode writeProgress(Weighted<ProgressCurve> value) {
        if (value.choices().size() == 1) {
            return curve(value.choices().get(0).value());
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Choice<ProgressCurve> choice : value.choices()) {
            ObjectNode each = list.addObject();
            each.set("curve", curve(choice.value()));
            each.put("weight", choice.weight());
        }
        return list;
    }

    private static ProgressCurve curve(JsonNode node) {
        if (node.isArray()) {
            List<Point> points = new ArrayList<>();
            for (JsonNode point : node) {
                if (point.size() != 2) {
                    throw new IllegalArgumentException("no point");
                }
                points.add(new Point(point.path(0).asDouble(), point.path(1).asDouble()));
            }
            return new ProgressCurve(points);
        }
        String[] words = node.asString().replace('-', '_').split(" +");
        return switch (words[0] + " " + (words.length - 1)) {
            case LINEAR + " 0" -> ProgressCurve.linear();
            case "stall 1" -> ProgressCurve.stallingAt(Double.parseDouble(words[1]));
            case "step_back 2" ->
                ProgressCurve.steppingBack(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
            default -> throw new IllegalArgumentException("no curve");
        };
    }

    private static JsonNode curve(ProgressCurve curve) {
        if (curve.equals(ProgressCurve.linear())) {
            return StringNode.valueOf(LINEAR);
        }
        ArrayNode points = JsonNodeFactory.instance.arrayNode();
        curve.points().forEach(point -> points.addArray().add(point.time()).add(point.progress()));
        return points;
    }
}
