package dev.fermata.simulator.fault;

import dev.fermata.simulator.job.DistributionText;
import dev.fermata.simulator.text.DurationText;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes rules as JSON. */
public final class FaultRuleWriter {

    private FaultRuleWriter() {}

    /** So that {@link FaultRuleReader} gives the same rule. */
    public static ObjectNode write(FaultRuleSpec rule) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("fault", rule.fault().word());
        write(rule.fault(), node);
        Map<String, String> texts = new LinkedHashMap<>();
        if (rule.dialect() != null) {
            texts.put("dialect", rule.dialect());
        }
        if (rule.route() != null) {
            texts.put("route", rule.route());
        }
        if (rule.job() != null) {
            texts.put("job", rule.job());
        }
        texts.forEach(node::put);
        if (rule.first() != 0) {
            node.put("first", rule.first());
        }
        if (rule.every() != 1) {
            node.put("every", rule.every());
        }
        if (rule.chance() != 1) {
            node.put("chance", rule.chance());
        }
        return node;
    }

    private static void write(FaultSpec fault, ObjectNode node) {
        if (fault instanceof FaultSpec.Latency latency) {
            node.put("time", DistributionText.of(latency.time()));
        } else if (fault instanceof FaultSpec.Status status) {
            write(status, node);
        } else if (fault instanceof FaultSpec.ResetDuring reset) {
            node.put("bytes", reset.bytes());
        } else if (fault instanceof FaultSpec.Truncate truncate) {
            node.put("bytes", truncate.bytes());
        } else if (fault instanceof FaultSpec.Drip drip) {
            node.put("bytes", drip.bytes()).put("pause", DurationText.of(drip.pause()));
        } else if (fault instanceof FaultSpec.StateWord word) {
            node.put("word", word.to());
        } else if (fault instanceof FaultSpec.NotFound notFound) {
            node.put("lasting", DurationText.of(notFound.lasting()));
        } else if (fault instanceof FaultSpec.AcceptThen accept) {
            node.put("status", accept.status());
        } else if (fault instanceof FaultSpec.Stuck stuck) {
            node.put("after", stuck.after());
        } else if (fault instanceof FaultSpec.Relapse relapse) {
            node.put("after", DurationText.of(relapse.after())).put("lasting", DurationText.of(relapse.lasting()));
        }
    }

    private static void write(FaultSpec.Status status, ObjectNode node) {
        node.put("status", status.status());
        if (status.body() != null) {
            node.put("body", status.body()).put("content_type", status.contentType());
        }
        if (status.retryAfter() != null) {
            node.put("retry_after", DurationText.of(status.retryAfter()))
                    .put("retry_as", status.asDate() ? "date" : "seconds");
        }
    }
}
