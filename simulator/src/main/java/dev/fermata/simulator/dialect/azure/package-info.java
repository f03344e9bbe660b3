/**
 * Azure's API for video translations. The contract is {@code openapi.yaml} beside these classes. Nothing here decides how a job goes: jobs
 * are planned by {@code job} from the scenario, and the classes here turn requests into specs, and snapshots into JSON.
 *
 * <ul>
 *   <li>{@code AzureCall} is the table of all calls, {@code AzureDialect} registers them, and {@code AzureApi} says what answers which
 *       call. It is created with the first request, so that the start stays fast.
 *   <li>{@code AzureOptions}: what is uncertain and therefore adjustable. {@code AzureErrors}: the format of errors.
 *   <li>{@code AzureJobs}: the jobs of this API. The import of a video and an iteration are each a job of the store. What the client sent
 *       is in the metadata of its spec.
 *   <li>{@code AzureInput} checks a request; {@code AzureJson} writes translations, iterations and operations.
 *   <li>{@code AzureTranslations} (with operations), {@code AzureIterations}, {@code EventHub}: one for each part of the API.
 *   <li>{@code ListAnswer}: pages with {@code nextLink}.
 * </ul>
 */
@NullMarked
package dev.fermata.simulator.dialect.azure;

import org.jspecify.annotations.NullMarked;
