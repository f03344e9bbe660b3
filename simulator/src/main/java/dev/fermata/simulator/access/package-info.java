/** Who may send requests, and how many: API keys, limits, the admin token. Records the requests. */
@NullMarked
package dev.fermata.simulator.access;

import org.jspecify.annotations.NullMarked;
