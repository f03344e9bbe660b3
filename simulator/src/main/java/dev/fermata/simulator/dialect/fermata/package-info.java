/** The native API, {@code /v1}: it shows all features of the simulator. The contract is {@code openapi.yaml}. */
@NullMarked
package dev.fermata.simulator.dialect.fermata;

import org.jspecify.annotations.NullMarked;
