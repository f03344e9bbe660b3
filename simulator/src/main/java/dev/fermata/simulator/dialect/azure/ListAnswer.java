package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pages of a list: {@code {"value":[],"nextLink"}}. A request skips {@code skip} items, wants {@code top} in all, and {@code maxpagesize}
 * with each page.
 *
 * @param root what links begin with
 */
record ListAnswer(String root, int pageSize) {

    <T> Response of(Request request, List<T> all, Function<T, JsonNode> json) {
        int skip = number(request, "skip", 0, 0);
        int top = number(request, "top", 0, Integer.MAX_VALUE);
        int size = Math.min(number(request, "maxpagesize", 1, pageSize), pageSize);
        int from = Math.min(skip, all.size());
        int left = Math.min(top, all.size() - from);
        int shown = Math.min(size, left);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ArrayNode value = body.putArray("value");
        all.subList(from, from + shown).forEach(item -> value.add(json.apply(item)));
        if (shown < left) {
            body.put("nextLink", link(request, from + shown, top - shown, size));
        }
        return AzureJson.ok(body);
    }

    private String link(Request request, int skip, int top, int size) {
        String version = String.valueOf(request.query(AzureApi.VERSION));
        return root + request.pathInDialect() + "?" + AzureApi.VERSION + "="
                + URLEncoder.encode(version, StandardCharsets.UTF_8) + "&skip=" + skip
                + (request.query("top") == null ? "" : "&top=" + top) + "&maxpagesize=" + size;
    }

    private static int number(Request request, String name, int least, int byDefault) {
        String text = request.query(name);
        if (text == null) {
            return byDefault;
        }
        int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (value < least) {
            throw AzureErrors.invalid(
                    name,
                    name + " is '" + Printable.value(text) + "'; allowed is a whole number from " + least
                            + " to 999999999.");
        }
        return value;
    }
}
