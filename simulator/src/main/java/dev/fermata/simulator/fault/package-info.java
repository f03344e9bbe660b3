/** Which requests go wrong, and how: rules, then a decision, then the fault itself, which changes the response or its bytes. */
@NullMarked
package dev.fermata.simulator.fault;

import org.jspecify.annotations.NullMarked;
