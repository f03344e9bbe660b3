package dev.fermata.simulator.dialect;

import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.text.Nearest;
import java.util.List;

/** What stands behind the question mark: nothing of it is ignored, for what is ignored looks as if it worked. */
public final class QueryParameters {

    private QueryParameters() {}

    /** @throws RefusedException for a parameter that is not among these, and for one that comes more than once */
    public static void check(Request request, List<String> known) {
        request.query().forEach((name, values) -> {
            if (!known.contains(name)) {
                throw RefusedException.badRequest(
                        "unknown_parameter", "There is no parameter '" + name + "'." + Nearest.hint(name, known));
            }
            if (values.size() > 1) {
                throw RefusedException.badRequest(
                        "repeated_parameter",
                        "The parameter '" + name + "' comes " + values.size() + " times; send it once"
                                + (name.equals("ids") ? ", with commas between the ids." : "."));
            }
        });
    }

    /** @throws RefusedException when one of these came, which there is no use for */
    public static void exclude(Request request, List<String> names, String why) {
        for (String name : names) {
            if (request.query().containsKey(name)) {
                throw RefusedException.badRequest(
                        "excluded_parameter", "The parameter '" + name + "' " + why + "; leave it out.");
            }
        }
    }
}
