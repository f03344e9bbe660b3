/** {@code fermata exam}: takes a client through one kind of trouble after another. */
@NullMarked
package dev.fermata.cli.exam;

import org.jspecify.annotations.NullMarked;
