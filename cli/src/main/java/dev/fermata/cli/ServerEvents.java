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

    /** The first event, whenever it is told; changes wait for it. */
    synchronized void listening(Simulator simulator) {
        print(event("listening").put("url", simulator.uri().toString()).put("seed", simulator.seed()));
        early.forEach(this::print);
        early.clear();
        listening = true;
    }

    synchronized void changed(StatusChange change) {
        ObjectNode event = event("change")
                .put("at", change.at().toString())
                .put("job", change.job())
                .put("result", change.result());
        if (listening) {
            print(event);
        } else {
            early.add(event);
        }
    }

    private static ObjectNode event(String name) {
        return JSON.createObjectNode().put("event", name);
    }

    private void print(ObjectNode event) {
        out.println(JSON.writeValueAsString(event));
        out.flush();
    }
}
