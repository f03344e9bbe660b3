/** The small system: {@code GET /status}. */
@NullMarked
package dev.fermata.simulator.dialect.status;

import org.jspecify.annotations.NullMarked;
