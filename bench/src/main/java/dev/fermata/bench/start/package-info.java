/** How long the command line's server takes from its start to its first answer. */
@NullMarked
package dev.fermata.bench.start;

import org.jspecify.annotations.NullMarked;
