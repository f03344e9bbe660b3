package dev.fermata.client;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes an answer about many jobs apart.
 *
 * @param asked those who were asked for, in this order
 * @param held how long the server was ready to hold the request
 * @param isHeld whether it was to do so, and not to answer at once
 * @param gap how long all of them wait before they ask to be held again
 */
record BulkAnswer(Backend.Bulk bulk, List<Target> asked, Duration held, boolean isHeld, Duration gap) {

    /** The gap grows with the number of jobs, and ends here. */
    private static final Duration LONGEST_GAP = Duration.ofMillis(200);

    BulkAnswer {
        gap = gap.compareTo(LONGEST_GAP) < 0 ? gap : LONGEST_GAP;
    }

    Map<Target, Answer> read(HttpResponse<byte[]> response, Instant now) {
        HttpHeaders headers = response.headers();
        Duration retryAfter = RetryAfter.of(headers, now);
        Instant asOf = Replies.serverTime(headers, now);
        if (response.statusCode() == 304) {
            return unchanged(asOf, retryAfter);
        }
        Optional<Answer> bad = Replies.bad(response, retryAfter);
        if (bad.isPresent()) {
            return all(bad.get());
        }
        try {
            Map<String, Snapshot> snapshots = bulk.read(Exchange.ids(asked), headers, response.body());
            Answer.Hold hold = hold(oddity(snapshots));
            Group group = new Group(asked, headers.firstValue("ETag").orElse(null));
            Map<Target, Answer> answers = new IdentityHashMap<>();
            for (Target target : asked) {
                Snapshot snapshot = snapshots.get(target.id());
                target.belongsTo(group);
                answers.put(
                        target,
                        snapshot == null
                                ? new Answer.Refused(404, "it is missing in the answer")
                                : target.heard(snapshot, asOf, retryAfter, hold));
            }
            return answers;
        } catch (RuntimeException unintelligible) {
            return all(new Answer.Trouble(Replies.sentence(unintelligible), retryAfter));
        }
    }

    private Map<Target, Answer> unchanged(Instant asOf, Duration retryAfter) {
        Answer.Hold hold = hold(Holding.ODD);
        Map<Target, Answer> answers = new IdentityHashMap<>();
        for (Target target : asked) {
            Snapshot known = target.known();
            answers.put(
                    target,
                    known == null
                            ? new Answer.Trouble(
                                    "the server says that nothing has changed, and never said what was", retryAfter)
                            : target.heard(known, asOf, retryAfter, hold));
        }
        return answers;
    }

    private Answer.Hold hold(int oddity) {
        return held.isZero() ? Answer.Hold.NONE : new Answer.Hold(held, isHeld ? oddity : 0, gap, isHeld);
    }

    private int oddity(Map<String, Snapshot> snapshots) {
        for (Target target : asked) {
            Snapshot snapshot = snapshots.get(target.id());
            if (snapshot == null || target.isMove(snapshot)) {
                return 0;
            }
        }
        return Holding.ODD;
    }

    private Map<Target, Answer> all(Answer answer) {
        Map<Target, Answer> answers = new IdentityHashMap<>();
        asked.forEach(target -> answers.put(target, answer));
        return answers;
    }
}
