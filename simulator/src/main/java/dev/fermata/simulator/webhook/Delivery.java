package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.target.WebhookTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One webhook from the end of its job until it is delivered or given up. Guarded by the {@link WebhookQueue}. */
final class Delivery {

    final String job;
    final String id;
    final WebhookTarget target;
    final byte[] body;
    final long endedAt;
    final DeliveryFaults.Drawn drawn;

    /** Whether it let another one go first, or would have. */
    boolean waited;

    int attempts;
    boolean delivered;
    /** Counts the timers that were set; only the last one counts. */
    int timers;

    Cancellable timer = () -> false;
    long plannedAt;

    Delivery(String job, String id, WebhookTarget target, byte[] body, long endedAt, DeliveryFaults.Drawn drawn) {
        this.job = job;
        this.id = id;
        this.target = target;
        this.body = body;
        this.endedAt = endedAt;
        this.drawn = drawn;
        this.plannedAt = endedAt;
    }

    /** For the record, when nothing was sent. */
    Attempt unsent(Result result, @Nullable String problem) {
        return new Attempt(job, id, target.shown(), 0, result, Micros.instant(plannedAt), null, null, problem, null);
    }

    /** For the record. */
    Attempt sent(long sentAt, WebhookResponse answer, RetrySchedule.Decision decision) {
        boolean again = decision instanceof RetrySchedule.Decision.Again;
        Instant next = decision instanceof RetrySchedule.Decision.Again planned ? Micros.instant(planned.at()) : null;
        String problem = decision instanceof RetrySchedule.Decision.GivenUp givenUp ? givenUp.reason() : answer.says();
        return new Attempt(
                job,
                id,
                target.shown(),
                attempts,
                answer.success() ? Result.DELIVERED : again ? Result.RETRYING : Result.GIVEN_UP,
                Micros.instant(plannedAt),
                answer.status() == WebhookResponse.REFUSED ? null : Micros.instant(sentAt),
                answer.status() > 0 ? answer.status() : null,
                answer.success() ? null : problem,
                next);
    }
}
