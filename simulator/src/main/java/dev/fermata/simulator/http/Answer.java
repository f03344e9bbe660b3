package dev.fermata.simulator.http;

/** What comes back for a request: a {@link Response} now, or one that comes {@linkplain Later later}. */
public sealed interface Answer permits Response, Later {}
