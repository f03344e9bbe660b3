/** How much of what the server sends may wait until its peers read it. */
@NullMarked
package dev.fermata.simulator.http.output;

import org.jspecify.annotations.NullMarked;
