/** What the simulator costs and how true its times are. The figures of docs/performance.md come from here. */
@NullMarked
package dev.fermata.bench.simulator;

import org.jspecify.annotations.NullMarked;
