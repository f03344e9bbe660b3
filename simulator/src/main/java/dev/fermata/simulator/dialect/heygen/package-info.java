/** HeyGen's API. */
@NullMarked
package dev.fermata.simulator.dialect.heygen;

import org.jspecify.annotations.NullMarked;
