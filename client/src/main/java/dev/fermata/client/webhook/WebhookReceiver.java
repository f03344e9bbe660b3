package dev.fermata.client.webhook;

import dev.fermata.client.Waiter;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.webhook.WebhookFormat.Delivery;
import dev.fermata.client.webhook.WebhookFormat.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes webhooks from any HTTP server, checks their signatures, and has the waiter poll at once for the jobs that they are about. Thread-safe.
 *
 * <p>A webhook is a reason to poll, never the result itself. So a webhook that is lost, late, repeated, out of order or forged changes
 * nothing but when a wait ends, and a wait ends with the same result with and without webhooks. The polls by schedule go on: with many
 * webhooks to come, set a long {@link dev.fermata.client.WaiterBuilder#patience}.
 *
 * <pre>{@code
 * var receiver = WebhookReceiver.of(waiter, WebhookFormat.heyGen(System.getenv("HEYGEN_WEBHOOK_SECRET")));
 * httpServer.createContext("/webhooks", exchange -> {
 *     byte[] body = exchange.getRequestBody().readNBytes(WebhookReceiver.MAX_BYTES + 1);
 *     int status = receiver.receive(exchange.getRequestHeaders(), body).statusCode();
 *     exchange.sendResponseHeaders(status, -1);
 *     exchange.close();
 * });
 * }</pre>
 */
public final class WebhookReceiver {

    /** Of a body. A longer one is refused with 413. */
    public static final int MAX_BYTES = 1 << 20;

    private final Waiter waiter;
    private final WebhookFormat format;
    private final InstantSource clock;
    private final ReplayMemory replays = new ReplayMemory();

    private WebhookReceiver(Waiter waiter, WebhookFormat format, InstantSource clock) {
        this.waiter = Objects.requireNonNull(waiter, "waiter");
        this.format = Objects.requireNonNull(format, "format");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** A receiver of webhooks of this format. */
    public static WebhookReceiver of(Waiter waiter, WebhookFormat format) {
        return new WebhookReceiver(waiter, format, InstantSource.system());
    }

    /** The same, with another clock, by which old webhooks are refused. */
    public WebhookReceiver withClock(InstantSource clock) {
        return new WebhookReceiver(waiter, format, clock);
    }

    /**
     * Takes a webhook. It does not block, but for the keys of fal when they are fetched.
     *
     * @param headers of the request; names in any case
     * @param body the bytes exactly as they came
     * @return what to respond with
     */
    public Receipt receive(Map<String, ? extends List<String>> headers, byte[] body) {
        return received(Headers.of(Objects.requireNonNull(headers, "headers")), body);
    }

    /**
     * The same, for a server that gives one header at a time.
     *
     * @param header the value of the header with that name, in any case; null if there is none. Such as {@code request::getHeader}
     */
    public Receipt receive(Function<String, @Nullable String> header, byte[] body) {
        Objects.requireNonNull(header, "header");
        Headers headers = name -> Optional.ofNullable(header.apply(name));
        return received(headers, body);
    }

    private Receipt received(Headers headers, byte[] body) {
        if (Objects.requireNonNull(body, "body").length > MAX_BYTES) {
            return new Receipt(Receipt.Result.TOO_LONG, "the body is longer than " + MAX_BYTES + " bytes");
        }
        Instant now = clock.instant();
        Delivery delivery;
        try {
            delivery = format.read(headers, body, now);
        } catch (WebhookRefusal refused) {
            return new Receipt(refused.result(), refused.getMessage());
        }
        if (!delivery.signature().isEmpty() && !replays.isNew(delivery.signature(), now)) {
            return new Receipt(Receipt.Result.REPEATED, "this webhook came before");
        }
        delivery.jobs().forEach(waiter::look);
        return new Receipt(
                Receipt.Result.ACCEPTED,
                delivery.jobs().isEmpty()
                        ? "it is about no job"
                        : Printable.clean("polls for " + String.join(", ", delivery.jobs())));
    }

    /** Which webhooks came lately. Bounded: of too many the oldest are forgotten. Thread-safe. */
    private static final class ReplayMemory {

        private static final int MOST = 10_000;
        /** HeyGen repeats a delivery for so long. */
        private static final Duration KEPT = Duration.ofHours(24);

        private final Map<String, Instant> seen = new LinkedHashMap<>();

        synchronized boolean isNew(String signature, Instant now) {
            Iterator<Instant> oldest = seen.values().iterator();
            while (oldest.hasNext() && isOld(oldest.next(), now)) {
                oldest.remove();
            }
            if (seen.putIfAbsent(signature, now) != null) {
                return false;
            }
            if (seen.size() > MOST) {
                seen.remove(seen.keySet().iterator().next());
            }
            return true;
        }

        private static boolean isOld(Instant received, Instant now) {
            return received.plus(KEPT).isBefore(now);
        }
    }
}
