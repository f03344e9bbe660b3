package dev.fermata.client.internal.poll;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.Preference;
import dev.fermata.client.internal.http.Transport.Reuse;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.function.Supplier;
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
     * @param poll whether it asks for a job, which a backend may do by itself
     * @param conflictPasses whether 409 says that something is still in progress, as for a request with an idempotency key
     * @param repeatable whether to send it again does no harm
     */
    public record OneShot(
            Supplier<HttpRequest> request, Reading read, boolean conflictPasses, boolean poll, boolean repeatable) {}

    /** Reads a response that is no failure. */
    @FunctionalInterface
    public interface Reading {
        Snapshot read(int statusCode, HttpHeaders headers, byte[] body);
    }

    /** The version of a response: an {@code ETag} is that of one URL (RFC 9110, section 8.8.3). */
    public record Version(URI uri, String etag) {}

    public static PollQuery once(String id, OneShot oneShot) {
        return new PollQuery(List.of(id), false, Preference.NONE, null, null, Reuse.ANY, oneShot);
    }

    public static PollQuery single(
            String id, Preference preference, @Nullable Snapshot known, @Nullable Version version, Reuse reuse) {
        return new PollQuery(List.of(id), false, preference, known, known == null ? null : version, reuse, null);
    }

    public static PollQuery bulk(List<String> ids, Preference preference, Reuse reuse) {
        return new PollQuery(ids, true, preference, null, null, reuse, null);
    }

    /** The same request on a connection of its own. */
    public PollQuery onNewConnection() {
        return new PollQuery(ids, bulk, preference, known, version, Reuse.NEW, oneShot);
    }
}
