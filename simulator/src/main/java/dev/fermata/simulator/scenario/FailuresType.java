package dev.fermata.simulator.scenario;

import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.Weighted.Choice;
import dev.fermata.simulator.setting.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The errors that jobs may fail with: {@code [{code: no_speech_found, message: "...", weight: 2}, ...]}. */
final class FailuresType {

    static final ValueType<Weighted<Failure>> TYPE = new ValueType<>(
            FailuresType::read,
            FailuresType::write,
            "a list of 1 to 100 objects with code, message and weight, such as"
                    + " [{code: no_speech_found, message: Nobody speaks., weight: 1}]",
            "LIST");

    private static final ValueType<Double> WEIGHT = ValueType.number(0, 1e9, "0 to 1000000000");
    private static final Set<String> NAMES = Set.of("code", "message", "weight");

    private FailuresType() {}

    private static Weighted<Failure> read(JsonNode node) {
        if (!node.isArray()) {
            throw new IllegalArgumentException("no list");
        }
        List<Choice<Failure>> choices = new ArrayList<>();
        for (JsonNode each : node) {
            String code = each.path("code").asString("");
            String message = each.path("message").asString("");
            boolean known = NAMES.containsAll(each.propertyNames());
            if (!known) {
                throw new IllegalArgumentException("no failure");
            }
            choices.add(new Choice<>(new Failure(code, message), weight(each)));
        }
        return new Weighted<>(choices);
    }

    static double weight(JsonNode each) {
        return each.has("weight") ? WEIGHT.read(each.path("weight")) : 1;
    }

    private static JsonNode write(Weighted<Failure> value) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Choice<Failure> choice : value.choices()) {
            list.addObject()
                    .put("code", choice.value().code())
                    .put("message", choice.value().message())
                    .put("weight", choice.weight());
        }
        return list;
    }
}
