package dev.fermata.client.webhook;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The headers of a webhook. */
@FunctionalInterface
interface WebhookHeaders {

    /** The first value of a header, whose name may be in any case. */
    Optional<String> first(String name);

    static WebhookHeaders of(Map<String, ? extends List<String>> headers) {
        return name -> headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .findFirst();
    }
}
