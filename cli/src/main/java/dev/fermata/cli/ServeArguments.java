package dev.fermata.cli;

import dev.fermata.simulator.ServerSetting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of {@code fermata serve}.
 *
 * @param flags the value of each setting's flag; of a list, with commas between the values
 * @param json whether events are printed as lines of JSON
 * @param untilInputEnds whether the server stops when standard input ends
 */
record ServeArguments(Map<String, String> flags, boolean json, boolean untilInputEnds) {

    static final String COMMAND = "serve";
    static final String JSON = "--json";
    static final String UNTIL_INPUT_ENDS = "--until-input-ends";

    /**
     * Reads plain arguments, as nearly all are: each flag once, with a value. Empty if there is anything else, which picocli reads
     * or explains. Picocli's classes take 150 ms to load, more than half of a start, because no archive of the JVM takes them.
     */
    static Optional<ServeArguments> plain(String... line) {
        List<String> settings =
                ServerSetting.all().stream().map(ServerSetting::flag).toList();
        Map<String, String> given = new HashMap<>();
        for (int at = 1; at < line.length; at++) {
            int equals = line[at].indexOf('=');
            String flag = equals < 0 ? line[at] : line[at].substring(0, equals);
            boolean alone = line[at].equals(JSON) || line[at].equals(UNTIL_INPUT_ENDS);
            String value =
                    alone ? "true" : equals >= 0 ? line[at].substring(equals + 1) : ++at < line.length ? line[at] : "";
            if (!alone && !settings.contains(flag) || !isPlain(value) || given.put(flag, value) != null) {
                return Optional.empty();
            }
        }
        boolean json = given.remove(JSON) != null;
        boolean untilInputEnds = given.remove(UNTIL_INPUT_ENDS) != null;
        return line.length > 0 && line[0].equals(COMMAND)
                ? Optional.of(new ServeArguments(given, json, untilInputEnds))
                : Optional.empty();
    }

    /** Whether it cannot be an option, a quotation, or a file with more arguments. */
    private static boolean isPlain(String value) {
        return !value.isBlank() && "-@\"'".indexOf(value.charAt(0)) < 0;
    }
}
