/**
 * Waits for translation jobs: knows at once, asks rarely, ends on time.
 *
 * <p>{@link dev.fermata.client.Waiter} is the place to start; {@link dev.fermata.client.StatusClient} is for the small system.
 */
@NullMarked
package dev.fermata.client;

import org.jspecify.annotations.NullMarked;
