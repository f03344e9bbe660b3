/** Requests that the server holds until a job changes or ends. */
@NullMarked
package dev.fermata.simulator.longpoll;

import org.jspecify.annotations.NullMarked;
