/** What fields of HTTP say: hosts, dates, numbers of seconds. Pure. */
@NullMarked
package dev.fermata.simulator.http.field;

import org.jspecify.annotations.NullMarked;
