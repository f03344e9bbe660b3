package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.report.Offence;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What rules need to know of a request, and which jobs its endpoint looked at. The request itself may be held for long, and is large. */
final class SeenRequest {

    private static final AsciiString IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");
    private static final AsciiString PREFER = AsciiString.cached("prefer");
    private static final AsciiString DEADLINE = AsciiString.cached("x-client-deadline");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}([.][0-9]{1,9})?");
    private static final int LONGEST_PATH = 120;
    private static final int LONGEST_HASHED = 64 * 1024;
    /** A list of all jobs may have more. */
    private static final int MOST_JOBS = 1_000;

    /** Counts the requests. */
    final long number;

    /** When it came. */
    final long at;

    /** Stands for method and path. */
    final int place;

    final boolean isGet;
    final boolean isPost;
    final boolean isConditional;
    final boolean prefersHold;
    /** Whether a POST names a job in its path. */
    final boolean namesJob;

    final boolean hasIdempotencyKey;
    /** Of a POST. */
    final int bodyHash;

    private final HttpMethod method;
    private final String path;
    /** Nearly always one. */
    private @Nullable Job first;

    private @Nullable List<Job> all;

    SeenRequest(Request request, long number, long at) {
        this.number = number;
        this.at = at;
        method = request.method();
        path = request.path();
        place = 31 * path.hashCode() + method.hashCode();
        isGet = method == HttpMethod.GET;
        isPost = method == HttpMethod.POST;
        isConditional = request.header(HttpHeaderNames.IF_NONE_MATCH) != null;
        prefersHold = request.header(PREFER) != null || request.head().uri().contains("wait=");
        namesJob = isPost && request.id() != null;
        hasIdempotencyKey = isPost && request.header(IDEMPOTENCY_KEY) != null;
        bodyHash = isPost ? hash(request.body()) : 0;
    }

    /** When the client gives up, as it says; never if it says nothing. */
    static long deadline(Request request, long at) {
        String seconds = request.header(DEADLINE);
        return seconds != null && SECONDS.matcher(seconds).matches()
                ? at + (long) (Double.parseDouble(seconds) * 1e6)
                : Micros.NEVER;
    }

    private static int hash(byte[] body) {
        return body.length > LONGEST_HASHED ? body.length : Arrays.hashCode(body);
    }

    void looksAt(Job job) {
        if (first == null) {
            first = job;
        } else if (job != first) {
            if (all == null) {
                all = new ArrayList<>();
                all.add(first);
            }
            if (all.size() < MOST_JOBS) {
                all.add(job);
            }
        }
    }

    /** Without copies: this happens for each request. */
    int jobs() {
        return all != null ? all.size() : first != null ? 1 : 0;
    }

    Job job(int index) {
        List<Job> many = all;
        return many != null ? many.get(index) : Objects.requireNonNull(first);
    }

    Offence offence(String detail) {
        return new Offence(
                Micros.instant(at).toString(),
                method + " " + Printable.cut(path, LONGEST_PATH),
                jobs() == 1 ? job(0).id() : null,
                detail);
    }
}
