/** Stands between HTTP and the dialects: who may ask, how often, and what goes wrong with it on purpose. */
@NullMarked
package dev.fermata.simulator.guard;

import org.jspecify.annotations.NullMarked;
