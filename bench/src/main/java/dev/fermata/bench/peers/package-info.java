/** Other people's waiting libraries, themselves, beside this project's waiter, on the simulator. */
@NullMarked
package dev.fermata.bench.peers;

import org.jspecify.annotations.NullMarked;
