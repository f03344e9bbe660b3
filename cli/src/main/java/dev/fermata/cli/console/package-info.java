/** What all commands share: exit codes, explanations of wrong arguments, signals, and how polls are logged. */
@NullMarked
package dev.fermata.cli.console;

import org.jspecify.annotations.NullMarked;
