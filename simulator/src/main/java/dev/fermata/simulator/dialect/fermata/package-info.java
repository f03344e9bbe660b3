/** The native API, {@code /v1}: everything that the others lack. The contract is {@code openapi.yaml}. */
@NullMarked
package dev.fermata.simulator.dialect.fermata;

import org.jspecify.annotations.NullMarked;
