/**
 * Carries out what {@code WaitStateMachine} decides, for all waits of one waiter.
 *
 * <p>One thread, that of {@code WaitLoop}, owns all state in this package. What happens (a call, a timer, a response) becomes an
 * event in its queue; what it decides becomes a request, a timer, or a call of an observer, which must return at once. So nothing here
 * needs a lock, beside the queue. No user code runs in the loop, except schedules, which are pure functions by contract.
 */
@NullMarked
package dev.fermata.client.internal.engine;

import org.jspecify.annotations.NullMarked;
