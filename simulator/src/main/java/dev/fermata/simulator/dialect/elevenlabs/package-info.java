/**
 * ElevenLabs' APIs for dubbing: the older one for dubs into one language, and the one for projects with several languages. The contract is
 * {@code openapi.yaml} beside these classes. Nothing here decides how a job goes: jobs are planned by {@code job} from the scenario, and
 * the classes here turn requests into specs, and snapshots into JSON.
 *
 * <ul>
 *   <li>{@code ElevenLabsCall} is the table of all calls, {@code ElevenLabsDialect} registers them, and {@code ElevenLabsApi} says what
 *       answers which call. It is created with the first request, so that the start stays fast.
 *   <li>{@code ElevenLabsOptions}: what is uncertain and therefore adjustable. {@code ElevenLabsErrors}: the four shapes of errors.
 *       {@code ElevenLabsAnswers}: successful responses, and repeated requests. {@code ElevenLabsForm}: the form of a creation.
 *   <li>{@code ElevenLabsJobs}: the jobs of this API. A dub, the preparation of a project, and each dub of one of its languages is a job of
 *       the store; which one it is, is in the metadata of its spec.
 *   <li>{@code Dubs}, {@code DubFiles}: the older API.
 *   <li>{@code Projects} has the projects and their {@code LanguageTarget}s, {@code ProjectEndpoints} answers for them, {@code
 *       ProjectJson} writes them. {@code Transcripts}: changed, new and deleted {@code Segment}s make languages stale, and {@code
 *       regenerate} dubs them again.
 *   <li>{@code WorkspaceWebhooks}: receivers. {@code ElevenLabsEvents} and {@code ElevenLabsSignature}: what they get when a job ends.
 * </ul>
 */
@NullMarked
package dev.fermata.simulator.dialect.elevenlabs;

import org.jspecify.annotations.NullMarked;
