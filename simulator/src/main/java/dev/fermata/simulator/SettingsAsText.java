package dev.fermata.simulator;

import dev.fermata.simulator.dialect.custom.DialectFile;
import dev.fermata.simulator.scenario.ScenarioSpec;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.StringNode;

/** The settings of a server as text: flags, environment variables, and what {@code --print-config} prints. */
final class SettingsAsText {

    private static final String PREFIX = "FERMATA_";
    /** Shorter names are too near to those of other programs, such as {@code POST}. */
    private static final int SHORTEST = 8;
    /** From this length on, two changes make no other word. A shorter one with another end may be, such as {@code API_KEY}. */
    private static final int LONG = 10;

    private static final int MOST_CHANGES = 2;

    private SettingsAsText() {}

    /** The variable with the name of this program, which goes before the one without. */
    static String prefixed(String variable) {
        return PREFIX + variable;
    }

    /** @throws ScenarioException with a sentence for each value that is not allowed */
    static void set(SimulatorBuilder builder, Map<String, String> flags, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        builder.ignored = ignored(environment);
        for (ServerSetting setting : ServerSetting.all()) {
            try {
                String flag = setting.flag();
                if (flags.containsKey(flag)) {
                    set(builder, setting.key(), flag, flags.getOrDefault(flag, ""), flag);
                } else {
                    variable(setting, environment)
                            .ifPresent(name -> set(
                                    builder,
                                    setting.key(),
                                    name,
                                    environment.getOrDefault(name, "").strip(),
                                    "$" + name));
                }
            } catch (IllegalArgumentException bad) {
                String.valueOf(bad.getMessage()).lines().forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new ScenarioException(problems);
        }
    }

    /** The variable that sets it. A blank one counts as not set. */
    private static Optional<String> variable(ServerSetting setting, Map<String, String> environment) {
        return Stream.of(setting.prefixedVariable(), setting.variable())
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .findFirst();
    }

    /**
     * @param name what messages call it
     * @param origin for people, such as {@code $ERROR_CHANCE}
     */
    private static <T> void set(SimulatorBuilder builder, SettingKey<T> key, String name, String text, String origin) {
        builder.values = builder.values.with(key, key.named(name).read(StringNode.valueOf(text)), origin);
        try {
            if (key.path().equals(ServerSetting.SCENARIO.path())) {
                builder.scenario = new Scenario(ScenarioSpec.nameOrFile(text));
            } else if (key.path().equals(ServerSetting.DIALECT_OPTIONS.path())) {
                ServedDialects.options(builder.get(ServerSetting.DIALECT_OPTIONS));
            } else if (key.path().equals(ServerSetting.DIALECT_FILES.path())) {
                builder.get(ServerSetting.DIALECT_FILES)
                        .forEach(file -> builder.dialectFiles.add(DialectFile.read(file)));
            }
        } catch (InvalidSettingsException bad) {
            throw new InvalidSettingsException(bad.problems().stream()
                    .map(problem -> name + ": " + problem)
                    .toList());
        }
    }

    /** The flag or variable that set it; else its name in the builder. */
    static String source(SettingValues values, SettingKey<?> key) {
        String origin = values.origin(key);
        return origin.startsWith("$") ? origin.substring(1) : origin.startsWith("--") ? origin : key.path();
    }

    /** All settings with their values and where these come from; those of the server are comments. Secrets are hidden. */
    static String explained(SettingValues values, List<String> ignored, Scenario scenario) {
        StringBuilder text = new StringBuilder("# The server, set by flags and variables:\n");
        for (ServerSetting setting : ServerSetting.all()) {
            if (setting.inScenario().isEmpty()) {
                SettingKey<?> key = setting.key();
                String line = setting.flag() + " " + shown(key, values);
                text.append(String.format(Locale.ROOT, "#   %-49s # %s\n", line, values.origin(key)));
            }
        }
        ignored.forEach(sentence -> text.append("#   ").append(sentence).append('\n'));
        return text + "\n# The scenario:\n" + scenario.explained();
    }

    /** The scenario with what was set on top of it. */
    static ScenarioSpec inScenario(ScenarioSpec scenario, SettingValues values) {
        ScenarioSpec whole = scenario;
        for (ServerSetting setting : ServerSetting.all()) {
            if (setting.inScenario().isPresent() && values.isSet(setting.key())) {
                String path = setting.inScenario().get().path();
                whole = inScenario(whole, path, values, setting.key());
            }
        }
        return whole;
    }

    private static <T> ScenarioSpec inScenario(
            ScenarioSpec scenario, String path, SettingValues values, SettingKey<T> key) {
        return scenario.with(key.named(path), values.get(key), values.origin(key));
    }

    private static String shown(SettingKey<?> key, SettingValues values) {
        return key.kind().isSecret() && values.isSet(key) ? "(hidden)" : Printable.clean(values.text(key));
    }

    /**
     * A sentence for each variable that is nearly called like one of a setting, but not quite. One that begins with the name of this
     * program counts, however far it is from all.
     */
    static List<String> ignored(Map<String, String> environment) {
        Set<String> known = new HashSet<>();
        Set<String> own = new HashSet<>();
        // By each way to write them: a setting is also looked for under the name of its flag.
        Map<String, String> meant = new TreeMap<>();
        for (ServerSetting setting : ServerSetting.all()) {
            known.add(setting.variable());
            known.add(setting.prefixedVariable());
            own.add(setting.prefixedVariable());
            String flag = setting.flag().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
            for (String name : List.of(setting.variable(), flag)) {
                meant.put(prefixed(name), setting.prefixedVariable());
                meant.put(name, setting.variable());
            }
        }
        meant.keySet().removeIf(name -> name.length() < SHORTEST);
        return environment.keySet().stream()
                .filter(name -> !known.contains(name)
                        && !environment.getOrDefault(name, "").isBlank())
                .sorted()
                .flatMap(name -> nearest(name.toUpperCase(Locale.ROOT), meant.keySet())
                        .map(meant::get)
                        .or(() -> Optional.of(Nearest.of(name, own))
                                .filter(near -> name.startsWith(PREFIX) && !name.equals(PREFIX)))
                        .map(near ->
                                "the variable " + Printable.value(name) + " is ignored; did you mean " + near + "?")
                        .stream())
                .toList();
    }

    private static Optional<String> nearest(String name, Set<String> meant) {
        List<String> possible = meant.stream()
                .filter(each -> Math.abs(each.length() - name.length()) <= MOST_CHANGES)
                .toList();
        String nearest = Nearest.of(name, possible);
        return Optional.of(nearest).filter(found -> !possible.isEmpty() && isMeant(name, found));
    }

    private static boolean isMeant(String name, String setting) {
        int changes = Nearest.distance(name, setting);
        boolean other = setting.startsWith(name) || name.startsWith(setting);
        return setting.length() < LONG ? changes == 1 && !other : changes <= MOST_CHANGES;
    }
}
