/** A loop of one thread, with its queue of events, its timers and its time. Knows nothing of waits. */
@NullMarked
package dev.fermata.client.internal.loop;

import org.jspecify.annotations.NullMarked;
