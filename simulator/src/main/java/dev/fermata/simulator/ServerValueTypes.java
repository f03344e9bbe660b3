package dev.fermata.simulator;

import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.setting.ValueTypes;
import dev.fermata.simulator.webhook.WebhookSecret;
import dev.fermata.simulator.webhook.Webhooks;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.node.StringNode;

/** The types of values that only settings of a server have. */
final class ServerValueTypes {

    private ServerValueTypes() {}

    static ValueType<Double> speed() {
        ValueType<Double> factor = ValueTypes.number(Double.MIN_VALUE, 1e6, "");
        return ValueTypes.text(
                text -> Optional.of(
                        text.equalsIgnoreCase("frozen")
                                ? Double.valueOf(0)
                                : factor.read(StringNode.valueOf(text.replaceFirst("x$", "")))),
                speed -> speed == 0
                        ? StringNode.valueOf("frozen")
                        : StringNode.valueOf(
                                BigDecimal.valueOf(speed).stripTrailingZeros().toPlainString()),
                "more than 0 and at most 1000000, such as 60 or 60x, or frozen",
                "FACTOR");
    }

    /** The host may have an underscore, as in compose files, where {@link URI} finds none. */
    static ValueType<URI> url() {
        return ValueTypes.text(
                text -> Optional.of(URI.create(text))
                        .filter(url -> text.matches("https?://([\\w.-]+|\\[[\\p{XDigit}:.]+])(:\\d{1,5})?(/[^?#]*)?")),
                url -> StringNode.valueOf(url.toString()),
                "an absolute URL such as http://simulator:8000",
                "URL");
    }

    static ValueType<Optional<String>> pem() {
        return ValueTypes.optional("none", ValueTypes.matching("\\P{Cntrl}{1,4096}", "a file of PEM text", "FILE"));
    }

    static ValueType<String> webhookTarget() {
        return ValueTypes.text(
                text -> {
                    Webhooks.checkTarget(text);
                    return Optional.of(text);
                },
                StringNode::valueOf,
                "a host name, an address, or a network such as 10.0.0.0/8, without scheme and port",
                "HOST");
    }

    static ValueType<WebhookSecret> secret() {
        return ValueTypes.text(
                text -> Optional.of(WebhookSecret.parse(text)),
                secret -> StringNode.valueOf(secret.text()),
                "whsec_ and 24 to 64 bytes in base64",
                "SECRET");
    }
}
