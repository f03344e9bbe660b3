/**
 * Webhooks: when they are sent, how they are signed and retried, and what goes wrong on the way.
 *
 * <p>{@link dev.fermata.simulator.webhook.Webhooks} is the place to start. When to send, and whether to send again, follows the
 * simulator's clock. How long a connection may take follows the real clock, because a real program is at its other end.
 */
@NullMarked
package dev.fermata.simulator.webhook;

import org.jspecify.annotations.NullMarked;
