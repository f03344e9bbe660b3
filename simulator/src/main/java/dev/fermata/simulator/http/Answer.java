package dev.fermata.simulator.http;

/** The answer of an endpoint: a {@link Response}, or a {@link DeferredResponse} that is sent later. */
public sealed interface Answer permits Response, DeferredResponse {}
