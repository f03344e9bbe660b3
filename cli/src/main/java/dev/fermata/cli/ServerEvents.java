package dev.fermata.cli;

import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.StatusChange;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a server tells programs: lines of JSON. Written by {@code serve --json}, read by {@code demo}. Thread-safe. */
final class ServerEvents {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final PrintWriter out;
    private final List<ObjectNode> early = new ArrayList<>();
    private boolean listening;

    ServerEvents(PrintWriter out) {
        this.out = out;
    }

    void listening(Simulator simulator) {
        print(event("listening").put("url", simulator.uri().toString()).put("seed", simulator.seed()));
    }

    void changed(StatusChange change) {
        print(event("change")
                .put("at", change.at().toString())
                .put("job", change.job())
                .put("result", change.result()));
    }

    private static ObjectNode event(String name) {
        return JSON.createObjectNode().put("event", name);
    }

    private void print(ObjectNode event) {
        out.println(JSON.writeValueAsString(event));
        out.flush();
    }
}
