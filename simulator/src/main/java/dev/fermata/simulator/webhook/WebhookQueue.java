package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.webhook.Attempt.Result;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks under way: sends each when it is due, again when it has to, and writes down what came of it. Safe for use
 * by many threads.
 *
 * <p>A timer of the clock is not over before its attempt is, so moving the clock by hand waits for the answers: what
 * follows from them is planned from the instant at which it was sent, and still comes within the same move.
 */
final class WebhookQueue implements AutoCloseable {

    /** How late one is that nobody overtakes. */
    private static final long NO_OTHER_CAME = Micros.of(Duration.ofSeconds(30));
    /** How long the clock waits for an attempt that has to wait for others; it complains after 30 s. */
    private static final Duration QUEUED = Duration.ofSeconds(20);

    private final WebhookSettings settings;
    private final VirtualClock clock;
    private final AttemptLog log;
    private final Supplier<WebhookClient> newClient;
    private final ConcurrencyLimiter limiter;
    private final SlowReceivers slowReceivers = new SlowReceivers();

    private final Set<Delivery> unfinished = new LinkedHashSet<>();
    /** Those of them that failed before and wait, the one that waits longest first. */
    private final Set<Delivery> retrying = new LinkedHashSet<>();

    private final ReorderBuffer reorderBuffer = new ReorderBuffer();
    private @Nullable WebhookClient client;
    private boolean closed;

    WebhookQueue(WebhookSettings settings, VirtualClock clock, AttemptLog log, Supplier<WebhookClient> newClient) {
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
            log.add(delivery.unsent(Result.LOST, "lost, as planned"));
        } else if (!hasRoom()) {
            log.add(delivery.unsent(Result.DROPPED, tooMany()));
        } else {
            unfinished.add(delivery);
            delivery.waited = delivery.drawn.overtaken() && reorderBuffer.holds(delivery);
            plan(delivery, delivery.endedAt + (delivery.waited ? NO_OTHER_CAME : delivery.drawn.lateBy()));
        }
    }

    /** Forgets all that is under way; what is being sent is sent, once. */
    synchronized void clear() {
        unfinished.forEach(delivery -> delivery.timer.cancel());
        unfinished.clear();
        retrying.clear();
        reorderBuffer.clear();
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

    private boolean hasRoom() {
        if (unfinished.size() < settings.limits().unfinished()) {
            return true;
        }
        Iterator<Delivery> failed = retrying.iterator();
        if (!failed.hasNext()) {
            return false;
        }
        Delivery oldest = failed.next();
        failed.remove();
        unfinished.remove(oldest);
        oldest.timer.cancel();
        log.add(oldest.unsent(Result.DROPPED, tooMany()));
        return true;
    }

    private String tooMany() {
        return settings.limits().unfinished() + " webhooks are unfinished, which is the limit";
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
        if (!slowReceivers.waitsFor(receiver)) {
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
        reorderBuffer.forget(delivery);
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
        Future<?> impatience = mine.later(settings.limits().maxClockWait(), () -> {
            slowReceivers.keptWaiting(receiver);
            settled.run();
        });
        mine.post(request(delivery, now)).whenComplete((answer, never) -> {
            if (impatience.cancel(false)) {
                slowReceivers.answeredInTime(receiver);
            }
            answered(delivery, now, answer);
            settled.run();
            limiter.leave(receiver);
        });
    }

    /** Whether it was not cleared away while it had to wait for others. */
    private synchronized boolean isWanted(Delivery delivery) {
        return unfinished.contains(delivery);
    }

    private WebhookRequest request(Delivery delivery, long now) {
        long seconds = Math.floorDiv(now, 1_000_000L);
        String signature = settings.secret().sign(delivery.id, seconds, delivery.body);
        return new WebhookRequest(delivery.target, delivery.id, seconds, signature, delivery.body);
    }

    private synchronized void answered(Delivery delivery, long sentAt, WebhookResponse answer) {
        if (!unfinished.contains(delivery)) {
            return;
        }
        delivery.attempts++;
        boolean again = delivery.drawn.duplicated() && !delivery.delivered;
        RetrySchedule.Decision decision = settings.retries().decide(answer, delivery.attempts, again, clock.micros());
        delivery.delivered |= answer.success();
        log.add(delivery.sent(sentAt, answer, decision));
        if (decision instanceof RetrySchedule.Decision.Again planned) {
            retrying.add(delivery);
            plan(delivery, planned.at());
        } else {
            unfinished.remove(delivery);
        }
        Delivery held =
                delivery.attempts == 1 && !delivery.waited ? reorderBuffer.release(delivery.target.origin()) : null;
        if (held != null) {
            held.timer.cancel();
            plan(held, clock.micros());
        }
    }
}
