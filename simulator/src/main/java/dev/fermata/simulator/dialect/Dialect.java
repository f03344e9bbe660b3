package dev.fermata.simulator.dialect;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.util.List;

/**
 * One vendor's API: routes and JSON over the jobs of {@link Services}. A dialect is one package, and one entry in the list of
 * dialects in {@code ServedDialects}; no dialect uses another.
 *
 * <p>API keys, limits, faults and the request log apply to its routes. The dialect does nothing for that. All methods are called on
 * the event loop unless they say otherwise, so they must not block.
 */
public interface Dialect {

    /** A word in lower case, such as {@code fermata}: for fault rules, and for {@link #prefix}. */
    String name();

    /**
     * Under which its routes are served too, besides their own paths. A link in a response begins with the prefix that the
     * request came with, {@code Request.prefix()}.
     */
    default String prefix() {
        return "/" + name();
    }

    /** What its paths are served with: nothing, and {@link #prefix}. */
    default List<String> prefixes() {
        return List.of("", prefix());
    }

    /** All its routes, without prefix. Asked for once, when the simulator starts. */
    List<Route> routes();

    /** Routes of files, without prefix. They need no API key, and belong to {@code files} for fault rules. */
    default List<Route> routesOfFiles() {
        return List.of();
    }

    /**
     * The format of its errors: for its own {@code RefusedException}s and {@code Problem}s, and for what is refused
     * before a route is reached, such as an unknown path below its prefix, a method, an API key, or too many requests.
     */
    default Problem.Format errors() {
        return Problem.Format.PROBLEM_DETAILS;
    }

    /**
     * The body of the webhook for the end of a job. Only jobs that this dialect submitted with a callback URL have webhooks.
     * Called on the clock's thread.
     *
     * @param at the time to show, in microseconds: the end of the job
     * @return JSON in UTF-8
     */
    default byte[] webhookBody(Job job, long at) {
        throw new UnsupportedOperationException(
                "the dialect '" + name() + "' has no webhooks; submit its jobs without callback URL");
    }

    /**
     * What is sent at a time of a job that this dialect submitted, one message for each receiver. By default, the callback URL
     * of the job gets {@link #webhookBody}. Called on the clock's thread.
     */
    default List<WebhookMessage> webhooks(Job job, long at) {
        String callback = job.spec().callbackUrl();
        return callback == null ? List.of() : List.of(WebhookMessage.standard(callback, webhookBody(job, at)));
    }

    /**
     * When {@link #webhooks} is asked next for a job, later than that time; {@link Micros#NEVER} for not any more. By default, when the
     * job ends. Called on the clock's thread, and when the job is submitted or changed.
     */
    default long nextWebhooksAfter(Job job, long after) {
        return job.timeline().nextEndAfter(after);
    }

    /** Whether {@link #webhooks} is asked for jobs without callback URL too, because there are other receivers. */
    default boolean hasOtherReceivers() {
        return false;
    }

    /** The OpenAPI document of its routes, as YAML, of the dialect of a vendor. Asked for when a client wants it. */
    default byte[] openApi() {
        throw new UnsupportedOperationException("the dialect '" + name() + "' has no OpenAPI document");
    }

    /**
     * Checks that no other dialect has its paths. Called once, when all dialects have added their routes.
     *
     * @throws dev.fermata.simulator.setting.InvalidSettingsException with a sentence for each problem
     */
    default void check(Router router) {}

    /** Removes what it stores about jobs and requests: all jobs were removed. Called by any thread. */
    default void reset() {}

    /** The simulator stops. From now on, it sets no timers. */
    default void close() {}
}
