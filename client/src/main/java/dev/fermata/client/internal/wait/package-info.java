/**
 * What a wait does next, as pure functions: no clock, no network, no random source, no threads. {@code WaitStateMachine} decides,
 * {@code internal.engine} carries out.
 */
@NullMarked
package dev.fermata.client.internal.wait;

import org.jspecify.annotations.NullMarked;
