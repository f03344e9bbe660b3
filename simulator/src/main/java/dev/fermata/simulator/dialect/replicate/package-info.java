/**
 * Replicate's API for predictions. The contract is {@code openapi.yaml} beside these classes. A prediction is one job; its input, model and
 * events are in the metadata of its spec.
 *
 * <ul>
 *   <li>{@code ReplicateCall} is the table of all calls, {@code ReplicateDialect} registers them, and {@code ReplicateApi} answers them. It
 *       is created with the first request, so that the start stays fast.
 *   <li>{@code ReplicateOptions}: what is uncertain and therefore adjustable.
 *   <li>{@code PredictionRequest} checks a request; {@code PredictionJson} writes a prediction; {@code PredictionPages} lists them.
 *   <li>{@code PredictionEvents}: when which webhooks are sent.
 *   <li>{@code ReplicateErrors}: the format of errors.
 * </ul>
 */
@NullMarked
package dev.fermata.simulator.dialect.replicate;

import org.jspecify.annotations.NullMarked;
