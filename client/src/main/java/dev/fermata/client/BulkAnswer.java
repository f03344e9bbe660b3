package dev.fermata.client;

import java.net.http.HttpHeaders;
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

    /**
     * Whether the server turns the request as such down: for one of its jobs, or for their number, or because it knows no such
     * request. What is amiss is found out by asking for fewer. Wrong credentials are wrong for each of them.
     */
    static boolean isTurnedDown(int status) {
        return status == 413 || status == 431 || RequestRefusedException.isRefusal(status) && status != 401;
    }

    Map<Target, Answer> read(Response response, Instant now) {
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
            Backend.Jobs jobs = question.many().read(question.ids(), headers, response.body());
            Map<String, Snapshot> snapshots = jobs.found();
            Answer.Hold hold = hold(oddity(snapshots));
            Group group = new Group(question.asked(), headers.firstValue("ETag").orElse(null));
            Map<Target, Answer> answers = new IdentityHashMap<>();
            for (Target target : question.asked()) {
                Snapshot snapshot = snapshots.get(target.id());
                target.belongsTo(group);
                answers.put(
                        target,
                        snapshot == null
                                ? absent(jobs, target.id(), retryAfter)
                                : target.heard(snapshot, asOf, retryAfter, hold));
            }
            return answers;
        } catch (RuntimeException unintelligible) {
            return all(new Answer.Trouble(Replies.sentence(unintelligible), retryAfter));
        }
    }

    private static Answer absent(Backend.Jobs jobs, String id, Duration retryAfter) {
        String problem = jobs.unreadable().get(id);
        if (problem == null && !jobs.missing().contains(id)) {
            problem = jobs.unreadable().get("");
        }
        return problem == null
                ? new Answer.Refused(404, "it is missing in the answer")
                : new Answer.Trouble(problem, retryAfter);
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
    Map<Target, Answer> ends(Response response, Instant now, Function<String, @Nullable Target> byId) {
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
        jobs.unreadable().forEach((id, problem) -> {
            Target target = byId.apply(id);
            if (target != null) {
                ends.put(target, Answer.trouble(problem));
            }
        });
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
