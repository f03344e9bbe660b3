package dev.fermata.cli;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code fermata serve} was told.
 *
 * @param json also print what happens as lines of JSON
 * @param untilInputEnds stop when standard input ends
 */
record ServeArguments(ServeSettings settings, boolean json, boolean untilInputEnds) {

    static final String COMMAND = "serve";
    static final String JSON = "--json";
    static final String UNTIL_INPUT_ENDS = "--until-input-ends";

    /**
     * Reads a command line that is plain, which nearly all are; empty if it is not, may be wrong, or asks for something else.
     *
     * <p>Picocli understands and explains everything, and must be asked for all that is not plain. But its classes are of a
     * format for which the JVM has neither archive nor fast verification, and come to half the time that a start takes.
     */
    static Optional<ServeArguments> plain(String... line) {
        Map<String, Setting> known = new HashMap<>();
        for (Setting setting : Setting.values()) {
            known.put(setting.flag(), setting);
        }
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        boolean json = false;
        boolean untilInputEnds = false;
        if (line.length == 0 || !line[0].equals(COMMAND)) {
            return Optional.empty();
        }
        for (int at = 1; at < line.length; at++) {
            if (line[at].equals(JSON) && !json) {
                json = true;
            } else if (line[at].equals(UNTIL_INPUT_ENDS) && !untilInputEnds) {
                untilInputEnds = true;
            } else {
                int equals = line[at].indexOf('=');
                @Nullable Setting setting = known.get(equals < 0 ? line[at] : line[at].substring(0, equals));
                String value = equals >= 0 ? line[at].substring(equals + 1) : ++at < line.length ? line[at] : "";
                if (setting == null || flags.containsKey(setting) || !isPlain(value)) {
                    return Optional.empty();
                }
                flags.put(setting, value);
            }
        }
        return Optional.of(new ServeArguments(new ServeSettings(flags), json, untilInputEnds));
    }

    /** Nothing that could be meant as an option, a quotation, or a file with more arguments. */
    private static boolean isPlain(String value) {
        return !value.isBlank() && "-@\"'".indexOf(value.charAt(0)) < 0;
    }
}
