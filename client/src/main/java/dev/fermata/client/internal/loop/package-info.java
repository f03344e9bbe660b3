/** What a single-threaded loop needs: a queue of events, a queue of timers, and time. Knows nothing of waits. */
@NullMarked
package dev.fermata.client.internal.loop;

import org.jspecify.annotations.NullMarked;
