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
 * @param held how long the server was ready to hold the request
 * @param gap how long all of them wait before they ask to be held again
 */
record BulkAnswer(Backend.Bulk bulk, List<Target> targets, Duration held, Duration gap) {

    /** The gap grows with the number of jobs, and ends here. */
    private static final Duration LONGEST_GAP = Duration.ofMillis(200);

    BulkAnswer {
        gap = gap.compareTo(LONGEST_GAP) < 0 ? gap : LONGEST_GAP;
    }

    Map<Target, Answer> read(HttpResponse<byte[]> response, Instant now) {
        HttpHeaders headers = response.headers();
        Duration retryAfter = RetryAfter.of(headers, now);
        Optional<Answer> bad = Replies.bad(response, retryAfter);
        if (bad.isPresent()) {
            return all(bad.get());
        }
        try {
            Map<String, Snapshot> snapshots = bulk.read(Exchange.ids(targets), headers, response.body());
            Instant asOf = Replies.serverTime(headers, now);
            Answer.Hold hold = held.isZero() ? Answer.Hold.NONE : new Answer.Hold(held, oddity(snapshots), gap);
            Map<Target, Answer> answers = new IdentityHashMap<>();
            for (Target target : targets) {
                Snapshot snapshot = snapshots.get(target.id());
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

    private int oddity(Map<String, Snapshot> snapshots) {
        for (Target target : targets) {
            Snapshot snapshot = snapshots.get(target.id());
            if (snapshot == null || target.isMove(snapshot)) {
                return 0;
            }
        }
        return Holding.ODD;
    }

    private Map<Target, Answer> all(Answer answer) {
        Map<Target, Answer> answers = new IdentityHashMap<>();
        targets.forEach(target -> answers.put(target, answer));
        return answers;
    }
}
