/**
 * Backends for the APIs of vendors of video translation, dubbing and generation. Each one submits, polls and, where the vendor has it,
 * cancels jobs, and brings typical durations for the first waits.
 */
@NullMarked
package dev.fermata.client.vendor;

import org.jspecify.annotations.NullMarked;
