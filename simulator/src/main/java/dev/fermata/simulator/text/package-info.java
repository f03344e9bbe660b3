/** How durations are written, and which word was meant. */
@NullMarked
package dev.fermata.simulator.text;

import org.jspecify.annotations.NullMarked;
