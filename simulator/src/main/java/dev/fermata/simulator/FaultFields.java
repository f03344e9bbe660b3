package dev.fermata.simulator;

import dev.fermata.simulator.setting.DurationText;
import tools.jackson.databind.node.ObjectNode;

/** What a fault needs besides its name, in JSON. */
final class FaultFields {

    private FaultFields() {}

    static void write(Fault fault, ObjectNode node) {
        if (fault instanceof Fault.Latency latency) {
            node.put("time", latency.time().toString());
        } else if (fault instanceof Fault.Status status) {
            write(status, node);
        } else if (fault instanceof Fault.ResetDuring reset) {
            node.put("bytes", reset.bytes());
        } else if (fault instanceof Fault.Truncate truncate) {
            node.put("bytes", truncate.bytes());
        } else if (fault instanceof Fault.Drip drip) {
            node.put("bytes", drip.bytes()).put("pause", DurationText.of(drip.pause()));
        } else if (fault instanceof Fault.StateWord word) {
            node.put("word", word.to());
        } else if (fault instanceof Fault.NotFound notFound) {
            node.put("lasting", DurationText.of(notFound.lasting()));
        } else if (fault instanceof Fault.AcceptThen accept) {
            node.put("status", accept.status());
        } else if (fault instanceof Fault.Stuck stuck) {
            node.put("after", stuck.after());
        } else if (fault instanceof Fault.Relapse relapse) {
            node.put("after", DurationText.of(relapse.after())).put("lasting", DurationText.of(relapse.lasting()));
        }
    }

    private static void write(Fault.Status status, ObjectNode node) {
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
