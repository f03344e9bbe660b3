package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A part of a file.
 *
 * @param place where it stands, for people, such as {@code routes.GET /jobs/{id}.status}
 * @param problems what is wrong with the file; more is added
 */
record Part(JsonNode json, String place, List<String> problems) {

    /** That is missing if it is not there. */
    Part at(String name) {
        return new Part(json.path(name), place.isEmpty() ? name : place + "." + name, problems);
    }

    boolean isThere() {
        return !json.isMissingNode() && !json.isNull();
    }

    /** The members of an object, by name, or the elements of a list. */
    Map<String, Part> children() {
        Map<String, Part> children = new LinkedHashMap<>();
        if (json.isArray()) {
            for (int i = 0; i < json.size(); i++) {
                children.put(Integer.toString(i), new Part(json.path(i), place + "[" + i + "]", problems));
            }
        } else {
            json.propertyNames().forEach(name -> children.put(name, at(name)));
        }
        return children;
    }

    /** Whether it is an object, or not there. Refuses anything else, and members with other names. */
    boolean isObjectOf(Collection<String> known) {
        boolean object = isObject("an object with " + String.join(", ", known));
        if (object) {
            children().forEach((name, child) -> {
                if (!known.contains(name)) {
                    child.problem(" is unknown." + Nearest.hint(name, known));
                }
            });
        }
        return object;
    }

    /** Whether it is an object, or not there. Refuses anything else. */
    boolean isObject(String allowed) {
        if (isThere() && !json.isObject()) {
            wrong(allowed);
        }
        return json.isObject();
    }

    /** The value, or that one if there is none or it is refused. */
    <T> T value(ValueType<T> type, T byDefault) {
        if (!isThere()) {
            return byDefault;
        }
        try {
            return new SettingKey<>(place, type, byDefault, "").read(json);
        } catch (IllegalArgumentException notAllowed) {
            problems.add(Printable.clean(String.valueOf(notAllowed.getMessage())));
            return byDefault;
        }
    }

    void wrong(String allowed) {
        problem(" is " + Printable.value(json.toString()) + "; allowed is " + allowed);
    }

    /** @param what follows the place */
    void problem(String what) {
        problems.add(Printable.value(place) + what);
    }
}
