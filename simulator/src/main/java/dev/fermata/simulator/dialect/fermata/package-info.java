/** The native API, {@code /v1}: it has everything that the simulator can do. The contract is {@code openapi.yaml}. */
@NullMarked
package dev.fermata.simulator.dialect.fermata;

import org.jspecify.annotations.NullMarked;
