/**
 * HeyGen's API for video translations, version 3. The contract is {@code openapi.yaml} beside these classes. Nothing here decides how a
 * job goes: jobs are planned by {@code job} from the scenario, and the classes here turn requests into specs, and snapshots into JSON.
 *
 * <ul>
 *   <li>{@code HeyGenCall} is the table of all calls, {@code HeyGenDialect} registers them, and {@code HeyGenApi} has all parts and says
 *       which one answers which call. It is created with the first request, so that the start stays fast.
 *   <li>{@code HeyGenOptions}: what is optional, or uncertain and therefore adjustable.
 *   <li>{@code Replies} and {@code HeyGenErrors}: the envelopes of responses.
 *   <li>{@code HeyGenJobs}: the jobs of this API. Translations and proofreads are both jobs of the store; which one it is, its callback id
 *       and its batch are in the metadata of its spec. Usual durations and the limit of jobs at once are here.
 *   <li>{@code StatusWords}: the words for states; each part of the API has its own. {@code LanguageNames}: languages by name and code.
 *   <li>{@code TranslationRequest} checks a request; {@code TranslationJson} writes a job.
 *   <li>{@code TranslationEndpoints}, {@code BatchEndpoints} (with {@code Batches}), {@code ProofreadEndpoints}, {@code AssetEndpoints}
 *       (with {@code Assets}), {@code WebhookEndpoints} (with {@code Subscribers}), {@code UserEndpoint}, {@code LegacyEndpoints}: one for
 *       each part of the API.
 *   <li>{@code IdempotentCalls}: repeated requests.
 *   <li>{@code HeyGenEvents} and {@code HeyGenSignature}: what is sent when a job ends. Sending and retrying it is
 *       the matter of {@code webhook}.
 * </ul>
 *
 * <p>What other vendors need, too, is in {@code dialect}: {@code RememberedResponses} for idempotency keys, {@code Page}, {@code
 * IdSequence}, {@code BoundedMap}, {@code FormData}, {@code Vendor}.
 */
@NullMarked
package dev.fermata.simulator.dialect.heygen;

import org.jspecify.annotations.NullMarked;
