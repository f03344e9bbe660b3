/** Where jobs are kept, for how long, and how others learn of changes. */
@NullMarked
package dev.fermata.simulator.job.store;

import org.jspecify.annotations.NullMarked;
