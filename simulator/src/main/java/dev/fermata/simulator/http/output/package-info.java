/** Limits the bytes that wait until clients read them. */
@NullMarked
package dev.fermata.simulator.http.output;

import org.jspecify.annotations.NullMarked;
