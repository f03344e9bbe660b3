package dev.fermata.client;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer about many jobs apart.
 *
 * @param held how long the server was ready to hold the request
 * @param isHeld whether it was to do so, and not to answer at once
 */
record BulkAnswer(Question question, Duration held, boolean isHeld) {

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
            Map<String, Snapshot> snapshots = question.many()
                    .read(question.ids(), headers, response.body())
                    .found();
            Answer.Hold hold = hold(oddity(snapshots));
            Group group = new Group(question.asked(), headers.firstValue("ETag").orElse(null));
            Map<Target, Answer> answers = new IdentityHashMap<>();
            for (Target target : question.asked()) {
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
        for (Target target : question.asked()) {
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
        Duration gap = Gathering.pause(question.asked().size());
        return held.isZero() ? Answer.Hold.NONE : new Answer.Hold(held, isHeld ? oddity : 0, gap, isHeld);
    }

    private int oddity(Map<String, Snapshot> snapshots) {
        for (Target target : question.asked()) {
            Snapshot snapshot = snapshots.get(target.id());
            if (snapshot == null || target.isMove(snapshot)) {
                return 0;
            }
        }
        return Holding.ODD;
    }

    /**
     * Those who are told of by an answer that tells of ends alone. It costs no more than it has to tell.
     *
     * @param byId who is meant by an id; null for nobody
     * @throws RuntimeException if it cannot be read
     */
    Map<Target, Answer> ends(HttpResponse<byte[]> response, Instant now, Function<String, @Nullable Target> byId) {
        HttpHeaders headers = response.headers();
        Instant asOf = Replies.serverTime(headers, now);
        Backend.Jobs jobs = question.many().read(question.ids(), headers, response.body());
        Map<Target, Answer> ends = new IdentityHashMap<>();
        for (String id : jobs.missing()) {
            Target target = byId.apply(id);
            if (target != null) {
                ends.put(target, new Answer.Refused(404, "the server does not know it"));
            }
        }
        jobs.found().forEach((id, snapshot) -> {
            Target target = byId.apply(id);
            if (target != null && snapshot.state().isTerminal()) {
                ends.put(target, target.heard(snapshot, asOf, Duration.ZERO, hold(0)));
            }
        });
        return ends;
    }

    private Map<Target, Answer> all(Answer answer) {
        Map<Target, Answer> answers = new IdentityHashMap<>();
        question.asked().forEach(target -> answers.put(target, answer));
        return answers;
    }
}
