/** The vendors that the command line knows by name: their variables, what they need, and their backends. */
@NullMarked
package dev.fermata.cli.vendor;

import org.jspecify.annotations.NullMarked;
