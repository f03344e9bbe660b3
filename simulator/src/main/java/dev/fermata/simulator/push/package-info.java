/**
 * Webhooks: who is told of which end, where to, when, how it is signed, and what goes wrong on the way.
 *
 * <p>{@link dev.fermata.simulator.push.Webhooks} is the place to start. When to send, and whether to send again, follows
 * the simulator's clock; how long a connection may take follows the real one, for on its other end is a real program.
 */
@NullMarked
package dev.fermata.simulator.push;

import org.jspecify.annotations.NullMarked;
