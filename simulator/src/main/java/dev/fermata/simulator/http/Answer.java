package dev.fermata.simulator.http;

/** What comes back for a request: a {@link Response} now, or one that comes {@linkplain DeferredResponse later}. */
public sealed interface Answer permits Response, DeferredResponse {}
