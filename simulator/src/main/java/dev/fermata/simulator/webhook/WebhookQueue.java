package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.RetrySchedule.WebhookResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks that are neither delivered nor given up: sends each when it is due, retries it, and records its attempts. Safe for use by
 * many threads.
 *
 * <p>A timer of the clock ends when its attempt ends. So a move of the clock by hand waits for the responses, and a retry is planned
 * from the instant of the attempt and still happens within the same move.
 */
final class WebhookQueue implements AutoCloseable {

    /** How late one is that waits for another one, if none comes. */
    private static final long NO_OTHER_CAME = Micros.of(Duration.ofSeconds(30));
    /** How long the clock waits for an attempt that has to queue. The clock itself waits at most 30 s for a task. */
    private static final Duration QUEUED = Duration.ofSeconds(20);

    /** How many slow receivers are remembered. */
    private static final int MOST_SLOW = 1_000;

    private final WebhookSettings settings;
    private final VirtualClock clock;
    private final Attempt.Log log;
    private final Supplier<WebhookClient> newClient;
    private final ConcurrencyLimiter limiter;

    /**
     * Receivers that kept a move of the clock waiting for too long. The clock does not wait for them until they respond in time again.
     * So a receiver that hangs costs one wait, not one for each webhook.
     */
    private final Set<String> slow = Collections.synchronizedSet(new LinkedHashSet<>());

    private final Set<Delivery> unfinished = new LinkedHashSet<>();
    /** About how much memory the unfinished ones take. */
    private long bytes;
    /** Those of them that wait for a retry, the one that failed first at the beginning. */
    private final Set<Delivery> retrying = new LinkedHashSet<>();

    /** By receiver: the one that waits until the next one to the same receiver has been sent. */
    private final Map<String, Delivery> overtaken = new HashMap<>();

    private @Nullable WebhookClient client;
    private boolean closed;

    WebhookQueue(WebhookSettings settings, VirtualClock clock, Attempt.Log log, Supplier<WebhookClient> newClient) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.newClient = newClient;
        limiter = new ConcurrencyLimiter(
                settings.limits().atOnce(), settings.limits().perReceiver());
    }

    /** The job has ended. */
    synchronized void begin(Delivery delivery) {
        if (closed) {
            return;
        }
        if (delivery.drawn.lost()) {
            log.add(delivery.unsent(Result.LOST, "lost on purpose, as the scenario says"));
        } else if (!hasRoomFor(delivery)) {
            log.add(delivery.unsent(Result.DROPPED, tooMany()));
        } else {
            unfinished.add(delivery);
            bytes += delivery.bytes();
            delivery.waited =
                    delivery.drawn.overtaken() && overtaken.putIfAbsent(delivery.target.origin(), delivery) == null;
            plan(delivery, delivery.endedAt + (delivery.waited ? NO_OTHER_CAME : delivery.drawn.lateBy()));
        }
    }

    /** Removes all webhooks. An attempt that is being made is finished and not repeated. */
    synchronized void clear() {
        unfinished.forEach(delivery -> delivery.timer.cancel());
        unfinished.clear();
        bytes = 0;
        retrying.clear();
        overtaken.clear();
    }

    @Override
    public void close() {
        WebhookClient mine;
        synchronized (this) {
            closed = true;
            mine = client;
        }
        clear();
        if (mine != null) {
            mine.close();
        }
    }

    /** Drops webhooks that have failed, the one that failed first at the beginning, until there is room. */
    private boolean hasRoomFor(Delivery delivery) {
        Iterator<Delivery> failed = retrying.iterator();
        while (unfinished.size() >= settings.limits().unfinished()
                || bytes + delivery.bytes() > settings.limits().unfinishedBytes()) {
            if (!failed.hasNext()) {
                return false;
            }
            Delivery oldest = failed.next();
            failed.remove();
            finish(oldest);
            oldest.timer.cancel();
            log.add(oldest.unsent(Result.DROPPED, tooMany()));
        }
        return true;
    }

    private void finish(Delivery delivery) {
        unfinished.remove(delivery);
        bytes -= delivery.bytes();
    }

    private String tooMany() {
        return "too many webhooks are unfinished; allowed are "
                + settings.limits().unfinished() + ", and " + settings.limits().unfinishedBytes() + " bytes in all";
    }

    private void plan(Delivery delivery, long at) {
        int timer = ++delivery.timers;
        delivery.plannedAt = at;
        delivery.timer = clock.schedule(at, settled -> attempt(delivery, timer, settled), () -> {});
    }

    private void attempt(Delivery delivery, int timer, Runnable settled) {
        WebhookClient mine = begun(delivery, timer);
        if (mine == null) {
            settled.run();
            return;
        }
        String receiver = delivery.target.origin();
        Future<?> queued = mine.later(QUEUED, settled);
        if (slow.contains(receiver)) {
            settled.run();
        }
        limiter.enter(
                receiver,
                () -> send(mine, delivery, () -> {
                    queued.cancel(false);
                    settled.run();
                }));
    }

    private synchronized @Nullable WebhookClient begun(Delivery delivery, int timer) {
        if (closed || delivery.timers != timer || !unfinished.contains(delivery)) {
            return null;
        }
        retrying.remove(delivery);
        overtaken.remove(delivery.target.origin(), delivery);
        client = client == null ? newClient.get() : client;
        return client;
    }

    private void send(WebhookClient mine, Delivery delivery, Runnable settled) {
        String receiver = delivery.target.origin();
        if (!isWanted(delivery)) {
            settled.run();
            limiter.leave(receiver);
            return;
        }
        long now = clock.micros();
        Future<?> tooSlow = mine.later(settings.limits().maxClockWait(), () -> {
            keptWaiting(receiver);
            settled.run();
        });
        mine.post(delivery.target, headers(delivery, now), delivery.body).whenComplete((response, never) -> {
            if (tooSlow.cancel(false)) {
                slow.remove(receiver);
            }
            received(delivery, now, response);
            settled.run();
            limiter.leave(receiver);
        });
    }

    private void keptWaiting(String receiver) {
        synchronized (slow) {
            if (slow.add(receiver) && slow.size() > MOST_SLOW) {
                slow.remove(slow.iterator().next());
            }
        }
    }

    /** Whether it was not removed while it had to queue. */
    private synchronized boolean isWanted(Delivery delivery) {
        return unfinished.contains(delivery);
    }

    /** Receivers compare the time in a signature with the machine's clock. A frozen clock is that of a test, which knows it. */
    private Map<String, String> headers(Delivery delivery, long now) {
        long seconds = Math.floorDiv(clock.isFrozen() ? now : Micros.of(Instant.now()), 1_000_000L);
        return delivery.signer.headers(delivery.id, seconds, delivery.body);
    }

    private synchronized void received(Delivery delivery, long sentAt, WebhookResponse response) {
        if (!unfinished.contains(delivery)) {
            return;
        }
        delivery.attempts++;
        boolean again = delivery.drawn.duplicated() && !delivery.delivered;
        RetrySchedule.Decision decision = delivery.retries.decide(response, delivery.attempts, again, clock.micros());
        delivery.delivered |= response.success();
        log.add(delivery.sent(sentAt, response, decision));
        if (decision.again()) {
            retrying.add(delivery);
            plan(delivery, decision.at());
        } else {
            finish(delivery);
        }
        Delivery held = delivery.attempts == 1 && !delivery.waited ? overtaken.remove(delivery.target.origin()) : null;
        if (held != null) {
            held.timer.cancel();
            plan(held, clock.micros());
        }
    }
}
