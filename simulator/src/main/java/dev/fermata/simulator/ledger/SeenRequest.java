package dev.fermata.simulator.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.report.RuleResult.Offence;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What rules need to know of a request, and which jobs its endpoint looked at. The request itself may be held for long, and is large. */
final class SeenRequest {

    private static final AsciiString IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");
    private static final AsciiString PREFER = AsciiString.cached("prefer");
    private static final AsciiString DEADLINE = AsciiString.cached("x-client-deadline");
    /** Zero seconds are no hold. */
    private static final Pattern PREFERRED_WAIT =
            Pattern.compile("(?:^|[,; \t])wait *= *\"?0*[1-9]", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUERY_WAIT = Pattern.compile("[?&]wait=0*[1-9]");
    private static final Pattern BOUNDARY = Pattern.compile("boundary *= *\"?([^\";]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}([.][0-9]{1,9})?");
    private static final Job[] NO_JOBS = {};
    static final int NO_VERSION = 0;
    static final int SEVERAL_VERSIONS = 1;
    static final int LONGEST_PATH = 120;
    private static final int LONGEST_HASHED = 64 * 1024;
    private static final int LONGEST_URI = 400;
    private static final int HASHED_END = 100;
    /** A list of all jobs may have more. */
    private static final int MOST_JOBS = 1_000;

    private static final int MANY = 100;

    /** Counts the requests. */
    final int number;

    final long at;
    /** The same in real time, as {@link VirtualClock#realTimeAt}. */
    final long realAt;
    /** When the client gives up, as it says; never if it says nothing. */
    final long deadline;
    /** That its deadline is no number. Else it would be ignored without a word. */
    final @Nullable Response refusal;
    /** Stands for method and path. */
    final int pathOnly;
    /** Whether the path names a job, or several together. */
    final boolean hasId;
    /** Stands for method and path. Without an id in the path also for what may name jobs instead, such as the query. */
    final int place;

    final boolean isGet;
    final boolean isPost;
    /** Stands for the version in {@code If-None-Match}. */
    final int version;

    final boolean prefersHold;
    /** Stands for the place and the body of a POST, and for its idempotency key; 0 without one. */
    final int submission;

    final int idempotencyKey;

    /** Those that the endpoint looked at; nearly always one. With an {@code ArrayList}, finding a job is too long to be inlined. */
    private Job[] jobs;

    private int jobCount;
    private int again;

    /** As it was sent, while {@link #isGet} holds for HEAD, too. */
    final HttpMethod method;

    private final String path;

    /**
     * @param hasOneJob whether all requests of the dialect are for one job, whatever their query is
     */
    SeenRequest(Request request, boolean hasOneJob, Endpoint endpoint, int number, long at, long realAt) {
        jobs = hasOneJob ? NO_JOBS : new Job[1]; // The endpoint of the small system looks at no job.
        this.number = number;
        this.at = at;
        this.realAt = realAt;
        method = request.head().method();
        path = request.path();
        hasId = request.id() != null;
        HttpMethod asked = request.method();
        pathOnly = 31 * path.hashCode() + asked.hashCode();
        place = 31 * pathOnly
                + (hasId || hasOneJob
                        ? 0
                        : endpoint.jobHash(request) + hash(request.head().uri()));
        String seconds = request.header(DEADLINE);
        boolean valid = seconds != null && SECONDS.matcher(seconds).matches();
        deadline = valid ? at + (long) (Double.parseDouble(seconds) * 1e6) : Micros.NEVER;
        refusal = valid || seconds == null ? null : invalidDeadline(seconds);
        isGet = asked == HttpMethod.GET;
        isPost = method == HttpMethod.POST;
        String known = joined(request, HttpHeaderNames.IF_NONE_MATCH);
        version = known != null && (known.contains(",") || known.equals("*")) ? SEVERAL_VERSIONS : version(known);
        String prefer = joined(request, PREFER);
        prefersHold = prefer != null && PREFERRED_WAIT.matcher(prefer).find()
                || request.head().uri().contains("wait=")
                        && QUERY_WAIT.matcher(request.head().uri()).find();
        String key = isPost ? request.header(IDEMPOTENCY_KEY) : null;
        idempotencyKey = key == null ? 0 : key.hashCode();
        submission = isPost ? 31 * place + hash(request) : 0;
    }

    /** The lines of a field with a list, as one (RFC 9110, section 5.3). */
    private static @Nullable String joined(Request request, AsciiString name) {
        return request.header(name) == null
                ? null
                : String.join(",", request.head().headers().getAll(name));
    }

    private static Response invalidDeadline(String value) {
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                "invalid_deadline",
                "X-Client-Deadline is '" + Printable.value(value)
                        + "'; allowed is in how many seconds the client gives up, such as 30 or 2.5.");
    }

    /** Stands for a version: weak or strong is all the same here. */
    static int version(@Nullable String tag) {
        return tag == null ? NO_VERSION : (tag.startsWith("W/") ? tag.substring(2) : tag).hashCode() | 2;
    }

    /** Of a long list of ids, the ends are enough. A shorter query may also differ in the middle. */
    private static int hash(String uri) {
        if (uri.length() <= LONGEST_URI) {
            return uri.hashCode();
        }
        int hash = uri.length();
        for (int i = 0; i < HASHED_END; i++) {
            hash = 31 * (31 * hash + uri.charAt(i)) + uri.charAt(uri.length() - 1 - i);
        }
        return hash;
    }

    /** A form that is sent again usually has another boundary. */
    private static int hash(Request request) {
        byte[] body = request.body();
        byte[] hashed = body.length > LONGEST_HASHED ? Arrays.copyOf(body, LONGEST_HASHED) : body;
        Matcher boundary =
                BOUNDARY.matcher(Objects.requireNonNullElse(request.header(HttpHeaderNames.CONTENT_TYPE), ""));
        return boundary.find()
                ? new String(hashed, ISO_8859_1).replace(boundary.group(1), "").hashCode()
                : 31 * Arrays.hashCode(hashed) + body.length;
    }

    /** An endpoint may look at all of them once more, in the same order, and a list of ids may repeat them. */
    void looksAt(Job job) {
        int next = again < jobCount ? again : 0;
        if (jobs[next] == job) {
            again = next + 1;
        } else if (jobCount < jobs.length || grow()) {
            jobs[jobCount++] = job;
        }
    }

    /** Returns whether there is room for another job. A request for two is usually for many. */
    private boolean grow() {
        if (jobs.length == MOST_JOBS) {
            return false;
        }
        jobs = Arrays.copyOf(jobs, jobs.length == 1 ? MANY : MOST_JOBS);
        return true;
    }

    int jobCount() {
        return jobCount;
    }

    Job job(int index) {
        return jobs[index];
    }

    /** Frees the rest of the array, because the request may be held for long. */
    void trim() {
        jobs = Arrays.copyOf(jobs, Math.min(jobs.length, Math.max(1, jobCount)));
    }

    void forgetJobs() {
        jobs = new Job[1];
        jobCount = 0;
        again = 0;
    }

    /** Whether it is for one job, which was submitted after that time. */
    boolean isForJobSince(long time) {
        return jobCount == 1 && jobs[0].timeline().plan().submittedAt() > time;
    }

    Offence offence(String detail) {
        return new Offence(
                Micros.instant(at).toString(),
                method + " " + Printable.cut(path, LONGEST_PATH),
                jobCount == 1 ? jobs[0].id() : null,
                detail);
    }
}
