/** The interface of an API, {@link Dialect}, the parts that it uses, {@link Services}, and tools for several dialects. */
@NullMarked
package dev.fermata.simulator.dialect;

import org.jspecify.annotations.NullMarked;
