/** One request to a backend and its response: built, sent and read on worker threads. It keeps no state between requests. */
@NullMarked
package dev.fermata.client.internal.poll;

import org.jspecify.annotations.NullMarked;
