/** What a vendor's API is to the simulator: {@link Dialect}, what it gets, {@link Services}, and what several of them use. */
@NullMarked
package dev.fermata.simulator.dialect;

import org.jspecify.annotations.NullMarked;
