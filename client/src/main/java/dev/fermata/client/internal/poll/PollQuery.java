package dev.fermata.client.internal.poll;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.wait.PollResult;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one request asks, and with {@link PollResponse} what came of it. Immutable.
 *
 * @param ids the jobs, in the order of the request
 * @param bulk whether it is a request for several jobs
 * @param preference how the server is asked to respond
 * @param knownJobs what is known of jobs, by id; of several jobs only what a response may lack
 * @param version of that; null if the server names none
 * @param oneShot a request that does something; null for a poll
 */
public record PollQuery(
        List<String> ids,
        boolean bulk,
        Preference preference,
        Map<String, Snapshot> knownJobs,
        @Nullable Version version,
        Reuse reuse,
        @Nullable OneShot oneShot) {

    /**
     * A request that is no part of a wait, such as a submission: any valid response ends it.
     *
     * @param request makes it of what is known of the job; null for nothing
     */
    public record OneShot(Purpose purpose, Function<@Nullable Snapshot, HttpRequest> request, Reading read) {

        /** What it is for. */
        public enum Purpose {
            /** It asks for a job, which a backend may do by itself. */
            POLL,
            /** It makes jobs, once however often it is sent: the server knows its idempotency key. */
            SUBMISSION,
            /** It makes jobs, and perhaps more of them when it is sent again. */
            SINGLE_SUBMISSION,
            CANCELLATION
        }

        boolean isPoll() {
            return purpose == Purpose.POLL;
        }

        /** Whether it makes jobs: it is about none that is known before. */
        public boolean isSubmission() {
            return purpose == Purpose.SUBMISSION || purpose == Purpose.SINGLE_SUBMISSION;
        }

        /** Whether to send it again does no harm. */
        public boolean isRepeatable() {
            return purpose != Purpose.SINGLE_SUBMISSION;
        }

        /** With an idempotency key, 409 says that the server still works on the same request; of a poll it says nothing worse. */
        boolean conflictPasses() {
            return purpose == Purpose.POLL || purpose == Purpose.SUBMISSION;
        }
    }

    /** Reads a response that is no failure. */
    @FunctionalInterface
    public interface Reading {
        Snapshot read(int statusCode, HttpHeaders headers, byte[] body);
    }

    /** The version of a response: an {@code ETag} is that of one URL (RFC 9110, section 8.8.3). */
    public record Version(URI uri, String etag) {}

    /** @param known what is known of the job; null for nothing */
    public static PollQuery once(String id, @Nullable Snapshot known, OneShot oneShot, Reuse reuse) {
        return new PollQuery(List.of(id), false, Preference.NONE, ofJob(id, known), null, reuse, oneShot);
    }

    public static PollQuery single(
            String id, Preference preference, @Nullable Snapshot known, @Nullable Version version, Reuse reuse) {
        Version ofKnown = known == null ? null : version;
        return new PollQuery(List.of(id), false, preference, ofJob(id, known), ofKnown, reuse, null);
    }

    /** @param known what is known of jobs; null for nothing */
    public static PollQuery bulk(Map<String, @Nullable Snapshot> known, Preference preference, Reuse reuse) {
        Map<String, Snapshot> lacking = new HashMap<>();
        known.forEach((id, job) -> {
            if (job != null && (job.nextPoll().isPresent() || job.expectedAt().isPresent())) {
                lacking.put(id, job);
            }
        });
        return new PollQuery(List.copyOf(known.keySet()), true, preference, lacking, null, reuse, null);
    }

    private static Map<String, Snapshot> ofJob(String id, @Nullable Snapshot known) {
        return known == null ? Map.of() : Map.of(id, known);
    }

    /** What is known of the only job; null for nothing. */
    @Nullable
    Snapshot known() {
        return knownJobs.get(ids.get(0));
    }

    /** Whether it is a poll that the server is not asked to hold. */
    public boolean isShort() {
        return oneShot == null && preference.hold().isZero();
    }

    /** Whether it is not sent again after an answer, even one that cannot be read: to send it again could make more jobs. */
    boolean isAnsweredOnce() {
        return oneShot != null && oneShot.purpose() == OneShot.Purpose.SINGLE_SUBMISSION;
    }

    /** The same request on a connection of its own. */
    public PollQuery onNewConnection() {
        return new PollQuery(ids, bulk, preference, knownJobs, version, Reuse.NEW, oneShot);
    }

    /**
     * How the server shall treat a request ({@code Prefer}, RFC 7240): what the client prefers, or what the server says that it
     * applied.
     *
     * @param hold how long the server holds the request at most; zero if it answers at once
     * @param untilEnd whether the server holds the request until a job has ended, and not only until the next change
     * @param minimal whether the response lists only jobs that have ended
     */
    public record Preference(Duration hold, boolean untilEnd, boolean minimal) {

        /** No preference: the server answers at once and in full. */
        public static final Preference NONE = new Preference(Duration.ZERO, false, false);

        private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})(?!\\d)");
        private static final Pattern UNTIL = Pattern.compile("(?:^|[,;\\s])until\\s*=\\s*\"?terminal\\b");
        private static final Pattern MINIMAL = Pattern.compile("(?:^|[,;\\s])return\\s*=\\s*\"?minimal\\b");

        /** What the server says that it applied; {@link #NONE} if it does not say that it holds the request. */
        public static Preference applied(HttpHeaders headers) {
            String all =
                    String.join(",", headers.allValues("Preference-Applied")).toLowerCase(Locale.ROOT);
            Matcher wait = WAIT.matcher(all);
            return wait.find()
                    ? new Preference(
                            Duration.ofSeconds(Long.parseLong(wait.group(1))),
                            UNTIL.matcher(all).find(),
                            MINIMAL.matcher(all).find())
                    : NONE;
        }

        /** Whether the server holds the request. */
        public boolean isHeld() {
            return !hold.isZero();
        }

        /** The value of the {@code Prefer} header. */
        public String text() {
            return "wait=" + hold.toSeconds() + (untilEnd ? ", until=terminal" : "")
                    + (minimal ? ", return=minimal" : "");
        }
    }

    /**
     * What came of one request.
     *
     * @param statusCode 0 if no response came
     * @param results what the response says of single jobs, by id
     * @param others what it says of all other jobs of the request
     * @param applied which preferences the server says that it applied
     * @param retryAfter zero if the server does not state it
     * @param version of a response about a single job; null if the server names none
     */
    public record PollResponse(
            int statusCode,
            Map<String, PollResult> results,
            PollResult others,
            Preference applied,
            Duration retryAfter,
            @Nullable Version version) {

        /** A payment that is missing, wrong credentials or another protocol concern every job alike. */
        private static final Set<Integer> FOR_ALL = Set.of(401, 402, 407, 426, 505);

        /** The jobs that it says have ended. */
        public Stream<Snapshot> ends() {
            return results.values().stream()
                    .filter(result -> result instanceof PollResult.Terminal)
                    .map(result -> ((PollResult.Terminal) result).snapshot());
        }

        public static PollResponse none(PollResult.Transient failed) {
            return new PollResponse(0, Map.of(), failed, Preference.NONE, Duration.ZERO, null);
        }

        /** What it says of that job. */
        public PollResult of(String id) {
            return results.getOrDefault(id, others);
        }

        /** Whether the backend could read it: it says something valid of a job. A rejection says nothing of how the server holds. */
        public boolean isValid() {
            return !isFailure() || hasValidResult();
        }

        /** Whether the request as such failed, or was rejected. */
        public boolean isFailure() {
            return others instanceof PollResult.Transient || others instanceof PollResult.Rejected;
        }

        /** Whether the server turns the request down for one of its jobs, or for their number. */
        public boolean isTurnedDown() {
            return others instanceof PollResult.Rejected rejected
                    && rejected.statusCode() / 100 != 3
                    && !FOR_ALL.contains(rejected.statusCode());
        }

        private boolean hasValidResult() {
            return results.values().stream()
                    .anyMatch(result -> result instanceof PollResult.Running || result instanceof PollResult.Terminal);
        }
    }
}
