package dev.fermata.client;

import java.net.http.HttpHeaders;

/** An answer as it came. The bytes are nobody's to change. */
@SuppressWarnings("ArrayRecordComponent") // Two answers are never compared.
record Response(int statusCode, HttpHeaders headers, byte[] body) {}
