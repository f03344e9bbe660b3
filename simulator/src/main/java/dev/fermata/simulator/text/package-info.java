/** How durations are written, which word was meant, and foreign text that is safe to print. */
@NullMarked
package dev.fermata.simulator.text;

import org.jspecify.annotations.NullMarked;
