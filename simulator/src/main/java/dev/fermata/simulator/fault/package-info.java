/** Which requests go wrong, and how: rules, then a decision, then bytes. */
@NullMarked
package dev.fermata.simulator.fault;

import org.jspecify.annotations.NullMarked;
