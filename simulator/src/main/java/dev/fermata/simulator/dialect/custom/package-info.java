/** Dialects that a file describes: anybody's API over the same jobs, without code. */
@NullMarked
package dev.fermata.simulator.dialect.custom;

import org.jspecify.annotations.NullMarked;
