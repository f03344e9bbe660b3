/** Receives the webhooks of vendors: checks who sent them, and lets the waits for their jobs end at once. */
@NullMarked
package dev.fermata.client.webhook;

import org.jspecify.annotations.NullMarked;
