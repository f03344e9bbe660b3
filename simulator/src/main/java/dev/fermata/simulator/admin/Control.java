package dev.fermata.simulator.admin;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What the admin routes move. Settings that are not allowed are refused with an {@link IllegalArgumentException}. */
public interface Control {

    /** The scenario at work, as a file would have it. */
    ObjectNode scenario();

    /** Takes another scenario: new jobs follow it, and faults and limits begin anew. */
    void scenario(ObjectNode other);

    /** What goes wrong now, by id: with whatever is asked, then with single jobs, at most 1,000 of them. */
    Map<String, ObjectNode> faults();

    /** What goes wrong with that job only, by id. */
    Map<String, ObjectNode> faults(String job);

    /** Has something more go wrong, and says under which id. */
    String add(ObjectNode fault);

    /** Says whether there was such a fault. */
    boolean remove(String id);

    /** The last requests, oldest first, and how many there were. */
    ObjectNode requests();
}
