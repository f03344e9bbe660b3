/**
 * Waits for translation jobs: knows at once, asks rarely, ends on time.
 *
 * <p>{@link dev.fermata.client.StatusClient} is the place to start.
 */
@NullMarked
package dev.fermata.client;

import org.jspecify.annotations.NullMarked;
