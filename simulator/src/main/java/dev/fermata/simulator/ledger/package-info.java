/** Notes which client asked for which job, when, and what the response showed. It sees requests in the request pipeline only. */
@NullMarked
package dev.fermata.simulator.ledger;

import org.jspecify.annotations.NullMarked;
