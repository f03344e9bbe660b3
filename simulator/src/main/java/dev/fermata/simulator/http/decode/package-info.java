/** From bytes to requests: what is none, or can be read in two ways, is refused. It knows no response and no route. */
@NullMarked
package dev.fermata.simulator.http.decode;

import org.jspecify.annotations.NullMarked;
