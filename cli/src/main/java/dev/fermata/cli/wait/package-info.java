/** {@code fermata wait} and {@code fermata submit}: which server, which jobs, how long, and what is printed about them. */
@NullMarked
package dev.fermata.cli.wait;

import org.jspecify.annotations.NullMarked;
