package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Offence;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What one client did with one job. */
final class JobRecord {

    private static final long SECOND = 1_000_000;
    /** After the end, a client may read results at other paths. */
    private static final int MOST_AFTER_END = 20;
    /** Of the time until its deadline, how much a client may be early with its last request, or late; at least a second. */
    private static final int PARTS = 10;

    final ClientRecord client;
    /** Its number; negative for a job of the small system. */
    final long job;

    private final long submittedAt;
    /** The number of the last request. */
    private int last = -1;

    private int requests;
    /** The number of the request that was answered last. */
    private int lastAnswered = -1;

    /** Requests that are not answered yet. */
    private int open;

    private long askedAt;
    private long answeredAt;
    private long earliest;
    private long earliestReal;
    private int failures;

    /** See {@link ClientRecord#rate}. */
    private long dueAt;

    /** Stands for the version that the client has. */
    private int version;

    private int versionPlace;
    private boolean sawEnd;
    private boolean over;
    /** The path that showed the end, whatever its query is. */
    private int endPath;
    /** Requests after the end: in all, and those at the path that showed it. */
    private int afterEnd;

    private int againAfterEnd;
    private long declaredAt;
    private long deadline = Micros.NEVER;
    /** Whether the last response says that there is no such job for the client. It need not ask until the deadline. */
    private boolean rejected;

    JobRecord(ClientRecord client, long job, long submittedAt) {
        this.client = client;
        this.job = job;
        this.submittedAt = submittedAt;
    }

    /** Of a job of the small system: the number says when it ends. */
    long endsAtByKey() {
        return -1 - job;
    }

    /** Whether the client saw the end at another path. */
    boolean isOverElsewhere(int path) {
        return sawEnd && over && path != endPath;
    }

    boolean isOver() {
        return over;
    }

    /** The number of the last request for it. */
    int last() {
        return last;
    }

    /** A response to its submission, or to a request for it, says when to ask next. */
    void hinted(SeenResponse response) {
        earliest = response.earliest();
        earliestReal = response.earliestReal();
    }

    /** A response without states, such as one to HEAD, does not put off the result of a job that is over. */
    void showedNothing() {
        earliest = over ? 0 : earliest;
    }

    /**
     * The client asks for the job.
     *
     * @param isFirst whether the job stands for the others of the request: it pauses once, however many jobs it asks for
     * @param forOthers whether the client cannot ask for the others of the request without this one
     */
    void asked(SeenRequest request, boolean isFirst, boolean forOthers) {
        if (last == request.number) {
            return; // The request has the id twice.
        }
        last = request.number;
        declare(request);
        if (requests++ == 0) {
            client.begins();
            client.retryAfter(request, earliest, earliestReal);
        } else {
            askedAgain(request, request.at, isFirst, forOthers);
        }
        if (!sawEnd && requests > 1) {
            client.waitsFor(request.at, requests == 2 ? Long.MIN_VALUE : askedAt);
        }
        open++;
        askedAt = request.at;
    }

    /** The first deadline counts. Another wait may begin after it, for another time: the same header in each request begins none. */
    private void declare(SeenRequest request) {
        boolean another = request.at > deadline && request.deadline - request.at != deadline - declaredAt;
        if (request.deadline != Micros.NEVER && (deadline == Micros.NEVER || another)) {
            declaredAt = request.at;
            deadline = request.deadline;
        }
    }

    private void askedAgain(SeenRequest request, long at, boolean isFirst, boolean forOthers) {
        client.check(Rule.ONE_AT_A_TIME, request);
        // Which jobs a delayed request is for is known only when it is answered, so another one may have been answered
        // since it came.
        boolean overlaps = open > 0 || at < answeredAt;
        if (overlaps) {
            client.broken(Rule.ONE_AT_A_TIME, request, () -> "the request before is not answered yet");
        }
        if (over && !forOthers) {
            endPath = endPath == 0 ? request.pathOnly : endPath;
            againAfterEnd += request.pathOnly == endPath ? 1 : 0;
            if (againAfterEnd > 1 || ++afterEnd > MOST_AFTER_END) {
                client.broken(Rule.STOPS_AFTER_END, request, () -> "responses before showed that the job was over");
            }
        }
        // A clock that stands still says nothing about pauses.
        if (at > askedAt) {
            paused(request, at, isFirst && !overlaps);
        }
    }

    private void paused(SeenRequest request, long at, boolean isFirst) {
        if (failures > 0 && earliest == 0 && isFirst) {
            client.pauses.add(failures, (at - answeredAt) / 1e6, request);
        }
        client.retryAfter(request, earliest, earliestReal);
        if (over) {
            return; // It reads results.
        }
        if (deadline != Micros.NEVER && at > deadline + tolerance()) {
            client.broken(Rule.KEEPS_DEADLINE, request, () -> "its deadline was " + Micros.instant(deadline));
        }
        dueAt = client.rate(request, Math.max(dueAt, askedAt + SECOND / ClientRecord.MOST_PER_SECOND));
        if (request.jobCount() <= 1 && earliest == 0 && !request.prefersHold) {
            client.polledAgain(at, askedAt);
        }
    }

    /** A client states its deadline in whole seconds. */
    private long tolerance() {
        return Math.max(SECOND, (deadline - declaredAt) / PARTS);
    }

    /** GET /status shows another job now. If this one has not ended, the small system was set anew: nobody can ask for it any more. */
    void replaced(long now) {
        deadline = endsAtByKey() > now ? Micros.NEVER : deadline;
    }

    /** The client has changed the job, or a webhook told it how the job stands: it may look at once, and need not look any more. */
    void informed() {
        earliest = 0;
        deadline = Micros.NEVER;
        version = SeenRequest.NO_VERSION;
    }

    /**
     * The request is answered.
     *
     * @param isFirst whether the job is the first one of the request: its header fields are judged once
     * @param offersHold whether the server held it, or would have for a client that prefers that
     */
    void answered(SeenRequest request, SeenResponse response, boolean isFirst, boolean offersHold) {
        if (lastAnswered == request.number) {
            return; // The request has the id twice.
        }
        lastAnswered = request.number;
        open--;
        answeredAt = response.at();
        hinted(response);
        failures = response.failed() ? failures + 1 : 0;
        rejected = response.rejected();
        // The first request of a client cannot know what the server offers.
        if (isFirst
                && (offersHold || version != SeenRequest.NO_VERSION)
                && requests > 1
                && !over
                && failures == 0
                && !rejected
                && !isLast(request)) {
            preferences(request, offersHold, response.held());
        }
        if (response.version() != SeenRequest.NO_VERSION && !response.failed() && request.method != HttpMethod.HEAD) {
            version = response.version();
            versionPlace = request.place;
        }
    }

    /** Whether it used what the server offers. */
    private void preferences(SeenRequest request, boolean offersHold, boolean held) {
        if (offersHold) {
            client.check(Rule.USES_HOLD, request);
            if (!request.prefersHold) {
                client.broken(Rule.USES_HOLD, request, () -> "there is no Prefer: wait");
            }
        }
        // It has no version of what it asks for the first time.
        if (version != SeenRequest.NO_VERSION && request.place == versionPlace) {
            client.check(Rule.USES_ETAG, request);
            boolean isMissing = request.version == SeenRequest.NO_VERSION;
            boolean knows = request.version == version || request.version == SeenRequest.SEVERAL_VERSIONS;
            if (!held && !knows) {
                client.broken(
                        Rule.USES_ETAG,
                        request,
                        () -> isMissing
                                ? "there is no If-None-Match"
                                : "If-None-Match is not the ETag of the response before");
            }
        }
    }

    /** Whether there is no time to hold another request before the deadline. */
    private boolean isLast(SeenRequest request) {
        return deadline != Micros.NEVER && request.at >= deadline - tolerance();
    }

    /**
     * A response showed the state.
     *
     * @param endedAt when the job ended; later than {@code at} if it has not
     */
    void showed(SeenRequest request, long at, long endedAt) {
        over = endedAt <= at;
        if (!over) {
            afterEnd = 0;
            againAfterEnd = 0;
            return;
        }
        earliest = 0;
        boolean bySubmission = requests == 0;
        if (bySubmission) {
            requests = 1;
            client.begins();
        }
        if (!sawEnd) {
            sawEnd = true;
            endPath = bySubmission ? 0 : request.pathOnly;
            if (requests > 1) {
                client.waitsNoMore(at, askedAt);
            }
            client.check(Rule.STOPS_AFTER_END);
            if (deadline != Micros.NEVER) {
                client.check(Rule.KEEPS_DEADLINE);
            }
            client.sawEnd((at - endedAt) / 1e6, (endedAt - submittedAt) / 1e6);
        }
    }

    /** Whether the client has given up too early, as seen from now; a report may be asked for again. */
    void judgeDeadline(long now, RuleCount count, LongFunction<@Nullable String> ids) {
        if (deadline < now && requests > 0 && !sawEnd && !rejected && !client.rejected.containsKey(last)) {
            count.check();
            // Not if the server allows the next request only after that.
            if (open == 0 && Math.max(answeredAt, earliest) < deadline - tolerance()) {
                count.broken(() -> new Offence(
                        Micros.instant(answeredAt).toString(),
                        job < 0 ? "the last GET /status" : "the last request for the job",
                        job < 0 ? null : ids.apply(job),
                        "its deadline was " + Micros.instant(deadline)));
            }
        }
    }
}
