/** What is kept of the body of a request while it comes. */
@NullMarked
package dev.fermata.simulator.http.body;

import org.jspecify.annotations.NullMarked;
