package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.report.Offence;
import dev.fermata.simulator.report.Rule;

/** What one client did with one job. */
final class JobRecord {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final long SECOND = 1_000_000;
    private static final int MOST_PER_SECOND = 5;
    /** Of the time until its deadline, how much a client may be early with its last request, or late; at least a second. */
    private static final int PARTS = 10;

    final ClientRecord client;
    /** Its number; negative for a job of the small system. */
    final long job;

    /** When it was submitted. */
    final long began;

    /** The number of the last request. */
    private long last = -1;

    private int looks;
    /** Requests that are not answered yet. */
    private int open;
    /** The path of the last request. */
    private int place;

    private long answeredAt;
    private long earliest;
    private int failures;

    private long second;
    private int inSecond;

    private boolean hasTag;
    private boolean sawEnd;
    private boolean over;
    private int endPlace;
    private int moreAfterEnd;

    private long firstAt;
    private long deadline = Micros.NEVER;

    JobRecord(ClientRecord client, long job, long began) {
        this.client = client;
        this.job = job;
        this.began = began;
    }

    /** Of a job of the small system: the number says when it ends. */
    long endsAtByKey() {
        return -1 - job;
    }

    boolean isUnfinished() {
        return looks > 0 && !sawEnd;
    }

    /** The client asks for the job. Returns whether for the first time. */
    boolean asked(SeenRequest request) {
        if (last == request.number) {
            return false; // The request has the id twice.
        }
        last = request.number;
        boolean isFirst = looks++ == 0;
        if (isFirst) {
            firstAt = request.at;
            client.begins();
        } else {
            askedAgain(request, request.at);
        }
        open++;
        place = request.place;
        return isFirst;
    }

    /** The client says when it gives up. */
    void until(long time) {
        deadline = time;
    }

    private void askedAgain(SeenRequest request, long at) {
        if (request.place == place) {
            client.retryAfter(request, earliest);
        }
        client.check(Rule.ONE_AT_A_TIME);
        if (open > 0) {
            client.broken(Rule.ONE_AT_A_TIME, request, () -> "the request before is not answered yet");
        }
        if (failures > 0 && earliest == 0) {
            client.pauses.add(failures, at - answeredAt);
        }
        if (over && request.place == endPlace) {
            if (++moreAfterEnd > 1) {
                client.broken(Rule.STOPS_AFTER_END, request, () -> "the job was over in two responses before");
            }
        }
        if (deadline != Micros.NEVER && at > deadline + tolerance()) {
            client.broken(Rule.KEEPS_DEADLINE, request, () -> "its deadline was " + Micros.instant(deadline));
        }
        rate(request, at);
        if (request.jobs() <= 1 && failures == 0 && !over) {
            client.polledAgain(request);
        }
    }

    /** A client states its deadline in whole seconds. */
    private long tolerance() {
        return Math.max(SECOND, (deadline - firstAt) / PARTS);
    }

    private void rate(SeenRequest request, long at) {
        if (at - second >= SECOND) {
            second = at;
            inSecond = 0;
            client.check(Rule.RATE);
        }
        if (++inSecond == MOST_PER_SECOND + 1) {
            client.broken(Rule.RATE, request, () -> "it is number " + inSecond + " within a second");
        }
    }

    /**
     * The request is answered.
     *
     * @param next when {@code Retry-After} allows the next request; 0 without one
     */
    void answered(int status, long end, long next) {
        open--;
        answeredAt = end;
        earliest = next;
        failures = status == 0 || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR ? failures + 1 : 0;
    }

    /**
     * Whether it used what the server offers. The first request of a client cannot know of it.
     *
     * @param offersHold whether the server would have held it for a client that prefers that
     * @param tagged whether the response has an {@code ETag}
     */
    void preferences(SeenRequest request, boolean offersHold, boolean held, boolean tagged) {
        // There is no time to hold a last one before the deadline.
        boolean isLast = deadline != Micros.NEVER && request.at >= deadline - tolerance();
        if (looks > 1 && !over && failures == 0 && !isLast) {
            if (offersHold) {
                client.check(Rule.USES_HOLD);
                if (!held) {
                    client.broken(Rule.USES_HOLD, request, () -> "it was answered at once");
                }
            }
            if (hasTag) {
                client.check(Rule.USES_ETAG);
                if (!held && !request.isConditional) {
                    client.broken(Rule.USES_ETAG, request, () -> "there is no If-None-Match");
                }
            }
        }
        hasTag |= tagged;
    }

    /**
     * A response showed the state.
     *
     * @param endedAt when the job ended; later than {@code at} if it has not
     */
    void showed(SeenRequest request, long at, long endedAt) {
        over = endedAt <= at;
        if (!over) {
            moreAfterEnd = 0;
            return;
        }
        if (looks == 0) {
            // The response to its submission showed it.
            looks = 1;
            client.begins();
        }
        endPlace = request.place;
        if (!sawEnd) {
            sawEnd = true;
            client.check(Rule.STOPS_AFTER_END);
            if (deadline != Micros.NEVER) {
                client.check(Rule.KEEPS_DEADLINE);
            }
            client.sawEnd(at - endedAt, endedAt - began);
        }
    }

    /** The time of the report has come: has the client given up too early? */
    void checkDeadline(long now) {
        if (deadline < now && isUnfinished()) {
            client.check(Rule.KEEPS_DEADLINE);
            if (open == 0 && answeredAt < deadline - tolerance()) {
                client.broken(
                        Rule.KEEPS_DEADLINE,
                        new Offence(
                                Micros.instant(answeredAt).toString(),
                                "the last request for job number " + job,
                                null,
                                "its deadline was " + Micros.instant(deadline)));
            }
            deadline = Micros.NEVER;
        }
    }
}
