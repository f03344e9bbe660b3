/** What waits take from the process: threads, descriptors, classes. */
@NullMarked
package dev.fermata.bench.footprint;

import org.jspecify.annotations.NullMarked;
