package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.dialect.custom.Template.Member;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.StringNode;

/** Reads templates whose placeholders have certain names. */
final class TemplateReader<F> {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][\\w-]*(?::[a-z]+)*)}");

    /** How every value can be written. Others are for some values only, and have a name of their own. */
    private static final Map<String, UnaryOperator<String>> FORMATS =
            Map.of(":text", UnaryOperator.identity(), ":xml", TemplateReader::xml);

    private final Map<String, Template<F>> known;

    TemplateReader(Map<String, Template<F>> known) {
        this.known = new LinkedHashMap<>(known);
    }

    /** What is read from now on may have this placeholder. */
    void define(String name, Template<F> value) {
        known.put(name, value);
    }

    boolean defines(String name) {
        return known.containsKey(name);
    }

    Template<F> read(Part part) {
        if (part.json().isString()) {
            return text(part.json().asString(), part);
        }
        if (part.json().isArray()) {
            return Template.list(
                    part.children().values().stream().map(this::read).toList());
        }
        if (part.json().isObject()) {
            List<Member<F>> members = new ArrayList<>();
            part.children().forEach((name, child) -> members.add(new Member<>(text(name, child), read(child))));
            return Template.object(members);
        }
        return Template.constant(part.json());
    }

    /** A text that is one placeholder is its value, which may be anything; other texts stay texts. */
    private Template<F> text(String text, Part part) {
        List<Template<F>> parts = new ArrayList<>();
        Matcher placeholder = PLACEHOLDER.matcher(text);
        int from = 0;
        while (placeholder.find()) {
            if (placeholder.start() > from) {
                parts.add(literal(text.substring(from, placeholder.start())));
            }
            parts.add(value(placeholder.group(1), part));
            from = placeholder.end();
        }
        if (from < text.length() || parts.isEmpty()) {
            parts.add(literal(text.substring(from)));
        }
        return parts.size() == 1 ? parts.get(0) : Template.text(parts);
    }

    private Template<F> literal(String text) {
        return Template.constant(StringNode.valueOf(text));
    }

    private Template<F> value(String name, Part part) {
        Template<F> whole = known.get(name);
        if (whole != null) {
            return whole;
        }
        int colon = Math.max(0, name.lastIndexOf(':'));
        Template<F> value = known.get(name.substring(0, colon));
        UnaryOperator<String> format = FORMATS.get(name.substring(colon));
        if (value != null && format != null) {
            return value.asText(format);
        }
        part.problem(
                " has the unknown placeholder '{" + Printable.value(name) + "}'." + Nearest.hint(name, known.keySet()));
        return Template.list(List.of());
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
