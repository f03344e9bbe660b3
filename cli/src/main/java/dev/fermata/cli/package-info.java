/** The command line: arguments in, words and exit codes out. */
@NullMarked
package dev.fermata.cli;

import org.jspecify.annotations.NullMarked;
