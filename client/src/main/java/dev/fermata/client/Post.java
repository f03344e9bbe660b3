package dev.fermata.client;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Sends requests, and takes their answers to those who wait for them. Thread-safe. */
final class Post {

    /** Answers about several jobs may be longer by so much for each. */
    private static final int BYTES_PER_JOB = 8 * 1024;

    private final Settings settings;
    private final Engine.Seams seams;
    private final Dispatcher dispatcher;
    private final ConcurrentMap<String, Target> targets;
    private final Preference wish;

    Post(Settings settings, Engine.Seams seams, Dispatcher dispatcher, ConcurrentMap<String, Target> targets) {
        this.settings = settings;
        this.seams = seams;
        this.dispatcher = dispatcher;
        this.targets = targets;
        // A listener is told of each poll of each wait, and so has to be told of jobs that have not ended.
        boolean minimal = !settings.stages() && !settings.events().isHeard();
        this.wish = new Preference(Duration.ZERO, !settings.stages(), minimal);
    }

    void send(Exchange exchange) {
        try {
            Question question = exchange.ask(settings.backend(), wish);
            HttpRequest request = build(exchange, question);
            if (request == null) {
                return;
            }
            var response = seams.wire().send(request, maxBytes(question));
            exchange.sent(request.uri(), response);
            response.whenCompleteAsync((answer, problem) -> answered(exchange, answer, problem), seams.workers());
        } catch (RuntimeException | Error broken) {
            dispatcher.ended(exchange);
            exchange.abandon(broken);
        }
    }

    /** Null if there is no such request for many: perhaps because of one of them, and then the others ask without it. */
    private @Nullable HttpRequest build(Exchange exchange, Question question) {
        try {
            return question.request();
        } catch (RuntimeException broken) {
            if (exchange.size() <= 1) {
                throw broken;
            }
            dispatcher.ended(exchange);
            if (!abandonTheBroken(exchange)) {
                dispatcher.refused(exchange.size());
            }
            askAgain(exchange, Duration.ZERO);
            return null;
        }
    }

    /** Whether there are any: jobs that cannot be asked for alone either. */
    private static boolean abandonTheBroken(Exchange exchange) {
        boolean any = false;
        for (Target target : exchange.targets()) {
            try {
                target.build();
            } catch (RuntimeException broken) {
                target.waits().forEach(wait -> wait.abandon(broken));
                any = true;
            }
        }
        return any;
    }

    private int maxBytes(Question question) {
        int jobs = question.bulk() == null ? 0 : question.asked().size();
        return (int) Math.min(Integer.MAX_VALUE / 2, (long) settings.maxAnswerBytes() + (long) BYTES_PER_JOB * jobs);
    }

    private void answered(Exchange exchange, @Nullable Response response, @Nullable Throwable problem) {
        try {
            if (response != null && nextRound(exchange, response)) {
                return;
            }
        } catch (RuntimeException | Error broken) {
            dispatcher.ended(exchange);
            exchange.abandon(broken);
            return;
        }
        try {
            dispatcher.ended(exchange);
            if (response != null && isTurnedDown(exchange, response)) {
                inSmallerCompany(exchange, response);
            } else {
                last(exchange, response, problem);
            }
        } catch (RuntimeException | Error broken) {
            exchange.abandon(broken);
        }
    }

    private static boolean isTurnedDown(Exchange exchange, Response response) {
        return exchange.question().bulk() != null && BulkAnswer.isTurnedDown(response.statusCode());
    }

    private void inSmallerCompany(Exchange exchange, Response response) {
        if (exchange.size() > 1) {
            dispatcher.refused(exchange.size());
        }
        askAgain(exchange, RetryAfter.of(response.headers(), seams.time().wallClock()));
    }

    private static void askAgain(Exchange exchange, Duration retryAfter) {
        exchange.targets().forEach(target -> target.waits().forEach(wait -> wait.askAgain(exchange, retryAfter)));
    }

    /** If the answer tells of ends alone: those who are not told of stay aboard. */
    private boolean nextRound(Exchange exchange, Response response) {
        Preference applied = Preference.applied(response.headers());
        boolean good =
                response.statusCode() == 200 && exchange.question().wish().minimal();
        if (!good || !applied.minimal() || !applied.untilEnd()) {
            return false;
        }
        Map<Target, Answer> ends;
        try {
            ends = new BulkAnswer(exchange.question(), applied.hold(), true)
                    .ends(response, seams.time().wallClock(), id -> aboard(exchange, id));
        } catch (RuntimeException unintelligible) {
            return false;
        }
        weigh(exchange, new Verdict(ends.size() + 1, false, Duration.ZERO, applied, ends.isEmpty()));
        Duration took = seams.time().now().minus(exchange.sentAt());
        int oddity = ends.isEmpty() ? Holding.ODD : 0;
        int hasty = Holding.hasty(exchange.hasty(), took, applied.hold(), oddity);
        ends.forEach((target, answer) -> target.tell(exchange, answer));
        exchange.pause(hasty);
        if (hasty >= Holding.TOO_HASTY) {
            dispatcher.isHasty();
        }
        Duration retryAfter = RetryAfter.of(response.headers(), seams.time().wallClock());
        if (retryAfter.isZero()) {
            dispatcher.again(exchange, Gathering.pause(exchange.size()).plus(Holding.breath(hasty)));
        } else {
            // Perhaps for longer than anybody stays: it must not keep its place meanwhile.
            dispatcher.ended(exchange);
            exchange.targets().forEach(target -> target.waits().forEach(wait -> wait.alight(exchange, retryAfter)));
        }
        return true;
    }

    private @Nullable Target aboard(Exchange exchange, String id) {
        Target target = targets.get(id);
        return target != null && exchange.carries(target) ? target : null;
    }

    private void last(Exchange exchange, @Nullable Response response, @Nullable Throwable problem) {
        Map<Target, Answer> answers = response == null
                ? trouble(exchange, problem)
                : read(exchange, response, seams.time().wallClock());
        weigh(exchange, verdict(response, answers));
        boolean dear = !exchange.hold().isZero() && dispatcher.isDear();
        answers.forEach((target, answer) -> target.tell(exchange, dear ? dear(answer) : answer));
    }

    private void weigh(Exchange exchange, Verdict verdict) {
        boolean isNew = dispatcher.weigh(exchange, verdict);
        if (isNew && settings.backend().bulk().isPresent()) {
            seams.workers().execute(this::hurry);
        }
    }

    private static Answer dear(Answer answer) {
        return answer instanceof Answer.Pending pending
                ? pending.with(pending.hold().asDear())
                : answer;
    }

    /** The server turns out to hold requests, and many with one: nobody need wait for the next look by schedule. */
    private void hurry() {
        targets.values().forEach(target -> target.waits().forEach(Wait::hurry));
    }

    private static Map<Target, Answer> trouble(Exchange exchange, @Nullable Throwable problem) {
        Answer trouble = Answer.trouble(exchange.problem(problem));
        Map<Target, Answer> answers = new IdentityHashMap<>();
        exchange.targets().forEach(target -> answers.put(target, trouble));
        return answers;
    }

    /** What the answer means for each job. */
    private static Map<Target, Answer> read(Exchange exchange, Response response, Instant now) {
        Question question = exchange.question();
        Preference applied = question.wish().isHeld() ? Preference.applied(response.headers()) : Preference.NONE;
        if (question.bulk() == null) {
            Target target = question.asked().get(0);
            return Map.of(target, target.read(response, now, applied.hold()));
        }
        boolean isHeld = exchange.purpose() != Exchange.For.A_VERSION;
        return new BulkAnswer(question, applied.hold(), isHeld).read(response, now);
    }

    private static Verdict verdict(@Nullable Response response, Map<Target, Answer> answers) {
        int good = 0;
        boolean trouble = false;
        boolean valid = false;
        boolean blank = true;
        Duration quiet = Duration.ZERO;
        for (Answer answer : answers.values()) {
            if (answer instanceof Answer.Trouble bad) {
                trouble = true;
                quiet = response != null && response.statusCode() == 429 ? bad.retryAfter() : quiet;
            } else {
                good++;
                // Who refuses does not say whether he would hold.
                valid |= !(answer instanceof Answer.Refused);
                blank &= answer instanceof Answer.Pending;
            }
        }
        Preference applied = response != null && valid ? Preference.applied(response.headers()) : null;
        return new Verdict(good, trouble, quiet, applied, blank);
    }
}
