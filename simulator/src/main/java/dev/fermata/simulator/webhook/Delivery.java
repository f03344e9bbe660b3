package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.RetrySchedule.WebhookResponse;
import dev.fermata.simulator.webhook.TargetPolicy.WebhookTarget;
import org.jspecify.annotations.Nullable;

/** One webhook, from the end of its job until it is delivered or given up. Guarded by the {@link WebhookQueue}. */
final class Delivery {

    /** All but the texts. */
    private static final long OBJECTS = 500;

    final String job;
    final String id;
    final WebhookTarget target;
    final byte[] body;
    final long endedAt;
    final DeliveryFaults.Drawn drawn;
    final WebhookMessage.Signer signer;
    final RetrySchedule retries;
    /** Its signature is wrong on purpose. */
    final boolean forged;

    /** Whether it was held back so that another one is sent first. */
    boolean waited;

    int attempts;
    boolean delivered;
    /** How many timers were set. Only the last one counts. */
    int timers;

    Cancellable timer = () -> false;
    long plannedAt;

    Delivery(
            String job,
            String id,
            WebhookTarget target,
            byte[] body,
            long endedAt,
            DeliveryFaults.Drawn drawn,
            WebhookMessage.Signer signer,
            RetrySchedule retries) {
        this(job, id, target, body, endedAt, drawn, signer, retries, false);
    }

    private Delivery(
            String job,
            String id,
            WebhookTarget target,
            byte[] body,
            long endedAt,
            DeliveryFaults.Drawn drawn,
            WebhookMessage.Signer signer,
            RetrySchedule retries,
            boolean forged) {
        this.job = job;
        this.id = id;
        this.target = target;
        this.body = body;
        this.endedAt = endedAt;
        this.drawn = drawn;
        this.signer = signer;
        this.retries = retries;
        this.forged = forged;
        this.plannedAt = endedAt;
    }

    /** A copy that nobody should accept: it is sent once. */
    Delivery forged() {
        return new Delivery(
                job,
                id + "_forged",
                target,
                body,
                endedAt,
                DeliveryFaults.Drawn.NOTHING,
                signer.forged(),
                RetrySchedule.never(),
                true);
    }

    /** About how much memory it takes. */
    long bytes() {
        return OBJECTS
                + body.length
                + 2L * (target.authority().length() + target.path().length());
    }

    /** The record of a webhook that was not sent. */
    Attempt unsent(Result result, @Nullable String problem) {
        return new Attempt(
                job, id, target.shown(), 0, result, Micros.instant(plannedAt), null, null, problem, null, forged);
    }

    /** The record of an attempt that was made. */
    Attempt sent(long sentAt, WebhookResponse response, RetrySchedule.Decision decision) {
        return new Attempt(
                job,
                id,
                target.shown(),
                attempts,
                response.success() ? Result.DELIVERED : decision.again() ? Result.RETRYING : Result.GIVEN_UP,
                Micros.instant(plannedAt),
                response.status() == WebhookResponse.REFUSED ? null : Micros.instant(sentAt),
                response.status() > 0 ? response.status() : null,
                response.success() ? null : decision.problem(),
                decision.again() ? Micros.instant(decision.at()) : null,
                forged);
    }
}
