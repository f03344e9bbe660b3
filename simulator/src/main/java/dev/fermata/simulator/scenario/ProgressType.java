package dev.fermata.simulator.scenario;

import dev.fermata.simulator.job.ProgressCurve;
import dev.fermata.simulator.job.ProgressCurve.Point;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.Weighted.Choice;
import dev.fermata.simulator.setting.ValueType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The progress of running jobs over time: a word, points, or several of both with weights. {@code stall 0.99} reaches 0.99 in half
 * the time and stays there; {@code step_back 0.6 0.3} falls from 0.6 to 0.3 after half the time.
 */
final class ProgressType {

    static final ValueType<Weighted<ProgressCurve>> TYPE = new ValueType<>(
            ProgressType::read,
            ProgressType::write,
            "linear, 'stall 0.99', 'step_back 0.6 0.3', points of time and progress such as [[0, 0], [0.9, 0.5], [1, 1]],"
                    + " or a list such as [{curve: linear, weight: 3}, {curve: stall 0.5, weight: 1}]",
            "CURVE");

    private static final String LINEAR = "linear";

    private ProgressType() {}

    private static Weighted<ProgressCurve> read(JsonNode node) {
        if (!node.isArray() || !node.path(0).isObject()) {
            return Weighted.only(curve(node));
        }
        List<Choice<ProgressCurve>> choices = new ArrayList<>();
        for (JsonNode each : node) {
            if (!each.has("curve") || each.size() > (each.has("weight") ? 2 : 1)) {
                throw new IllegalArgumentException("no curve");
            }
            choices.add(new Choice<>(curve(each.path("curve")), FailuresType.weight(each)));
        }
        return new Weighted<>(choices);
    }

    private static JsonNode write(Weighted<ProgressCurve> value) {
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
