/** HTTP over Netty: connections, routes, limits, and answers. It knows no job. */
@NullMarked
package dev.fermata.simulator.http;

import org.jspecify.annotations.NullMarked;
