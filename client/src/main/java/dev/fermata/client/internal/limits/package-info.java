/**
 * How much a waiter may ask of its server, decided from numbers alone: how many requests at once and in a second, how many after
 * failures, how many jobs in one, and how long a request may be held.
 */
@NullMarked
package dev.fermata.client.internal.limits;

import org.jspecify.annotations.NullMarked;
