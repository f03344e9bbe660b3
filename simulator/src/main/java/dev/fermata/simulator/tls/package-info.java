/** Certificates of the server: those that it makes itself, and those of files. Knows no connection. */
@NullMarked
package dev.fermata.simulator.tls;

import org.jspecify.annotations.NullMarked;
