package dev.fermata.client.internal.poll;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.Preference;
import dev.fermata.client.internal.http.Transport.Reuse;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one request asks. Immutable.
 *
 * @param ids the jobs, in the order of the request
 * @param bulk whether it is a request for several jobs
 * @param preference how the server is asked to respond
 * @param known what is known of the only job; null for none, or for several jobs
 * @param version of that; null if the server names none
 * @param oneShot a request that does something; null for a poll
 */
public record PollQuery(
        List<String> ids,
        boolean bulk,
        Preference preference,
        @Nullable Snapshot known,
        @Nullable Version version,
        Reuse reuse,
        @Nullable OneShot oneShot) {

    /**
     * A request that is made for its own sake: any valid response ends it.
     *
     * @param request makes it of what is known of the job; null for nothing
     */
    public record OneShot(Kind kind, Function<@Nullable Snapshot, HttpRequest> request, Reading read) {

        /** What it is for. */
        public enum Kind {
            /** It asks for a job, which a backend may do by itself. */
            POLL,
            /** It makes jobs, once however often it is sent: the server knows its idempotency key. */
            SUBMISSION,
            /** It makes jobs, and perhaps more of them when it is sent again. */
            SINGLE_SUBMISSION,
            CANCELLATION
        }

        boolean isPoll() {
            return kind == Kind.POLL;
        }

        /** Whether to send it again does no harm. */
        public boolean isRepeatable() {
            return kind != Kind.SINGLE_SUBMISSION;
        }

        /** With an idempotency key, 409 says that the server still works on the same request; of a poll it says nothing worse. */
        boolean conflictPasses() {
            return kind == Kind.POLL || kind == Kind.SUBMISSION;
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
    public static PollQuery once(String id, @Nullable Snapshot known, OneShot oneShot) {
        return new PollQuery(List.of(id), false, Preference.NONE, known, null, Reuse.ANY, oneShot);
    }

    public static PollQuery single(
            String id, Preference preference, @Nullable Snapshot known, @Nullable Version version, Reuse reuse) {
        return new PollQuery(List.of(id), false, preference, known, known == null ? null : version, reuse, null);
    }

    public static PollQuery bulk(List<String> ids, Preference preference, Reuse reuse) {
        return new PollQuery(ids, true, preference, null, null, reuse, null);
    }

    /** Whether it is not sent again after an answer, even one that cannot be read: to send it again could make more jobs. */
    boolean isAnsweredOnce() {
        return oneShot != null && oneShot.kind() == OneShot.Kind.SINGLE_SUBMISSION;
    }

    /** The same request on a connection of its own. */
    public PollQuery onNewConnection() {
        return new PollQuery(ids, bulk, preference, known, version, Reuse.NEW, oneShot);
    }
}
