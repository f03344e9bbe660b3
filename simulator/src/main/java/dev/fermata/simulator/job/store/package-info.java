/** Where jobs are kept, for how long, and who is told of changes. */
@NullMarked
package dev.fermata.simulator.job.store;

import org.jspecify.annotations.NullMarked;
