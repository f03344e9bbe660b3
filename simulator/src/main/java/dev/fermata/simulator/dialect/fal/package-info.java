/**
 * The queue of fal, which runs the models of many vendors. The contract is {@code openapi.yaml} beside these classes. A request in the
 * queue is one job; its app and its input are in the metadata of its spec.
 *
 * <ul>
 *   <li>{@code FalCall} is the table of all calls, {@code FalDialect} registers them, and {@code FalApi} answers them. It is created with
 *       the first request, so that the start stays fast.
 *   <li>{@code FalOptions}: what is uncertain and therefore adjustable.
 *   <li>{@code FalSubmission} checks a request for a job; {@code FalJobs} submits, finds and cancels jobs.
 *   <li>{@code StatusJson} writes the status of a job, {@code StatusStream} sends it as events, {@code JobLogs} has the logs.
 *   <li>{@code JobResult}: the output of a job, or why there is none.
 *   <li>{@code FalWebhooks} and {@code WebhookKey}: what is sent at the end of a job, and how it is signed.
 *   <li>{@code FalErrors}: the format of errors.
 * </ul>
 */
@NullMarked
package dev.fermata.simulator.dialect.fal;

import org.jspecify.annotations.NullMarked;
