/** A hundred thousand waits at once. */
@NullMarked
package dev.fermata.bench.scale;

import org.jspecify.annotations.NullMarked;
