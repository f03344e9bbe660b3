/** Who waits for news of jobs: held requests and streams. They are woken; jobs are not moved. */
@NullMarked
package dev.fermata.simulator.watch;

import org.jspecify.annotations.NullMarked;
