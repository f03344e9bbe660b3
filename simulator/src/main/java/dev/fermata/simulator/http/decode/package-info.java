/** Decodes bytes into requests. Refuses invalid requests, and those that two servers could read in two ways. Knows no response and no route. */
@NullMarked
package dev.fermata.simulator.http.decode;

import org.jspecify.annotations.NullMarked;
