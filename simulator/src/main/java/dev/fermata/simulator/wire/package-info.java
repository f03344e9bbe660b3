/**
 * What may happen to an answer between HTTP and the socket: handlers under the codec, which see encoded bytes and know
 * neither routes nor jobs. Each is for one connection and one answer, the last on that connection.
 */
@NullMarked
package dev.fermata.simulator.wire;

import org.jspecify.annotations.NullMarked;
