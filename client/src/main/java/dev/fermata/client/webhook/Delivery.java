package dev.fermata.client.webhook;

import java.util.List;

/**
 * A webhook whose sender is known.
 *
 * @param signature the same if the webhook is sent again; empty if a repetition cannot be told from a new one
 * @param jobs ids of the jobs that it is about
 */
record Delivery(String signature, List<String> jobs) {}
