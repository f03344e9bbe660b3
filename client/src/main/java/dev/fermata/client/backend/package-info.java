/**
 * How the client talks to one kind of server: a {@link dev.fermata.client.backend.Backend} makes the requests and reads
 * the responses as {@link dev.fermata.client.backend.Snapshot}s. It sends nothing and decides nothing about waiting.
 */
@NullMarked
package dev.fermata.client.backend;

import org.jspecify.annotations.NullMarked;
