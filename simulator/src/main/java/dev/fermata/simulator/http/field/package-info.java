/** Parses and writes the values of HTTP fields: hosts, dates, seconds. Pure. */
@NullMarked
package dev.fermata.simulator.http.field;

import org.jspecify.annotations.NullMarked;
