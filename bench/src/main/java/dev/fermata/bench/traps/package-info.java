/** Traps that other people's waiting libraries fall into and this project's waiter does not: runs, not claims. */
@NullMarked
package dev.fermata.bench.traps;

import org.jspecify.annotations.NullMarked;
