package dev.fermata.simulator.setting;

import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Reads settings from nested objects. */
public final class SettingTree {

    private final Map<String, SettingKey<?>> byPath = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    /** @param others names at the top that are read elsewhere; an unknown name may be meant as one of them */
    public SettingTree(Collection<SettingKey<?>> keys, Collection<String> others) {
        known.addAll(others);
        for (SettingKey<?> key : keys) {
            byPath.put(key.path(), key);
            for (int dot = key.path().indexOf('.'); dot >= 0; dot = key.path().indexOf('.', dot + 1)) {
                known.add(key.path().substring(0, dot));
            }
            known.add(key.path());
        }
    }

    /** @throws IllegalArgumentException if there is none, with the nearest */
    public SettingKey<?> key(String path) {
        SettingKey<?> key = byPath.get(path);
        if (key == null) {
            throw new IllegalArgumentException(unknown(path, byPath.keySet()));
        }
        return key;
    }

    /** The values, changed by those of the tree; adds a sentence for each one that is wrong. */
    public SettingValues read(JsonNode root, SettingValues values, String origin, List<String> problems) {
        return read("", root, values, origin, problems);
    }

    private SettingValues read(String path, JsonNode node, SettingValues values, String origin, List<String> problems) {
        SettingKey<?> key = byPath.get(path);
        if (key != null) {
            return set(key, node, values, origin, problems);
        }
        if (!path.isEmpty() && !known.contains(path)) {
            problems.add(unknown(path, known));
            return values;
        }
        if (!node.isObject()) {
            problems.add((path.isEmpty() ? "the scenario" : path) + " is " + SettingKey.shown(node)
                    + "; allowed is an object with " + children(path));
            return values;
        }
        SettingValues read = values;
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            String name = path.isEmpty() ? child.getKey() : path + "." + child.getKey();
            read = read(name, child.getValue(), read, origin, problems);
        }
        return read;
    }

    private static <T> SettingValues set(
            SettingKey<T> key, JsonNode node, SettingValues values, String origin, List<String> problems) {
        try {
            return values.with(key, key.read(node), origin);
        } catch (IllegalArgumentException notAllowed) {
            problems.add(String.valueOf(notAllowed.getMessage()));
            return values;
        }
    }

    private static String unknown(String path, Collection<String> meant) {
        return "unknown setting '" + Printable.value(path) + "'; did you mean '" + Nearest.of(path, meant) + "'?";
    }

    private String children(String path) {
        String prefix = path.isEmpty() ? "" : path + ".";
        return known.stream()
                .filter(name -> name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0)
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.joining(", "));
    }
}
