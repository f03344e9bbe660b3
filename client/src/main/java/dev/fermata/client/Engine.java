package dev.fermata.client;

import dev.fermata.client.Holding.Offer;
import dev.fermata.client.Turnstile.Lane;
import dev.fermata.client.WaitMachine.Step;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all waits of one client share: the timer, the turnstile, what is known of the server. Thread-safe.
 *
 * <p>Threads: the timer's only moves waits on and ends them, and never runs code of the caller. On the pool requests are built,
 * answers read, schedules asked and listeners told. Locks are taken in one order: wait, then target, exchange, agenda or this.
 */
final class Engine implements AutoCloseable {

    private final Seams seams;
    private final Settings settings;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final Agenda agenda;
    private final Lessons lessons;
    private final Serial late;
    private final Serial news;
    private final Executor callbacks = Workers.callbacks();
    private volatile boolean closed;

    // Guarded by this.
    private final Turnstile turnstile;
    private final Holding holding;
    private final Herd herd;
    private boolean pumping;
    private Runnable cancelPump = () -> {};

    /** The outer world. */
    record Seams(TimeSource time, java.util.function.DoubleSupplier random, Wire wire, Executor workers) {}

    Engine(Settings settings, Seams seams) {
        this.settings = settings;
        this.seams = seams;
        this.agenda = new Agenda(seams.time(), this::ring);
        this.lessons = new Lessons(settings.history(), seams.workers());
        this.late = new Serial(seams.workers());
        this.news = new Serial(seams.workers());
        int batch = settings.backend().bulk().map(Backend.Bulk::most).orElse(1);
        this.turnstile = new Turnstile(settings.limits(), batch);
        this.herd = new Herd(batch);
        Duration longest = settings.backend().mayHold() ? settings.longestHold() : Duration.ZERO;
        this.holding = new Holding(longest, settings.rules().requestTimeout());
    }

    /** Begins to wait for a job, together with those who wait for it already; {@link Wait#ending()} ends with it. */
    Wait watch(String id, Duration maxWait) {
        WaitMachine machine = new WaitMachine(settings.rules(), maxWait);
        Wait[] wait = new Wait[1];
        targets.compute(id, (same, known) -> {
            Target target = known == null ? new Target(settings.backend(), id) : known;
            wait[0] = new Wait(this, target, machine);
            target.add(wait[0]);
            return target;
        });
        return begin(wait[0]);
    }

    /** Begins to wait for the answer to a single request. */
    Wait order(Order order, Duration maxWait) {
        Rules rules = settings.rules();
        Rules once = new Rules(
                PollSchedule.fixed(rules.requestTimeout()),
                rules.errorBackoff(),
                rules.requestTimeout(),
                Duration.ZERO,
                rules.kind());
        Wait wait = new Wait(this, order, new WaitMachine(once, maxWait));
        order.add(wait);
        targets.put(order.key(), order);
        return begin(wait);
    }

    private Wait begin(Wait wait) {
        if (!closed) {
            wait.begin();
        }
        if (closed) {
            // Perhaps only just, and close() may have missed this wait.
            wait.abandon(closedException());
        }
        return wait;
    }

    Settings settings() {
        return settings;
    }

    Duration now() {
        return seams.time().now();
    }

    double random() {
        return seams.random().getAsDouble();
    }

    /** For a wait whose request takes too long. */
    void giveUpSoon(Runnable task) {
        late.execute(task);
    }

    /** For what is to be told after the deadline. */
    void tellLater(Runnable task) {
        news.execute(task);
    }

    /** For the code of callers. */
    void hand(Runnable task) {
        callbacks.execute(task);
    }

    void wake(Wait wait, Duration at) {
        agenda.set(wait, at);
    }

    /** The wait has ended. */
    void forget(Wait wait) {
        agenda.remove(wait);
        Target target = wait.target();
        targets.computeIfPresent(target.key(), (id, known) -> known == target && target.remove(wait) ? null : known);
    }

    void learn(Snapshot snapshot, Observation lesson) {
        lessons.add(snapshot.kind(), lesson);
    }

    boolean isHeard() {
        return settings.events().listener() != WaitListener.NOBODY;
    }

    void tell(String id, Duration elapsed, Step step) {
        step.heard().ifPresent(heard -> settings.events().tell(id, elapsed, heard, step));
    }

    synchronized boolean isHeldAtOnce(Target target) {
        return target.isLook() && holding.offer(now()).proven();
    }

    /** The server says that it holds requests and answers them at once. */
    synchronized void isHasty() {
        holding.hasty(now());
    }

    synchronized void gaveUp(Exchange exchange) {
        Duration took = now().minus(exchange.sentAt);
        if (took.compareTo(exchange.hold()) > 0) {
            holding.failed(now(), took, exchange.hold());
        }
    }

    /** The wait would ask; it is called to board a request when it is its turn. */
    void queue(Wait wait, Lane lane) {
        synchronized (this) {
            turnstile.join(wait, lane);
        }
        pumpSoon();
    }

    /** Whoever pumps already will see what is new. */
    private void pumpSoon() {
        synchronized (this) {
            if (pumping) {
                return;
            }
            pumping = true;
        }
        seams.workers().execute(this::pump);
    }

    /** On the timer's thread. */
    private void ring() {
        for (Wait wait = agenda.due(); wait != null; wait = agenda.due()) {
            wait.ring();
        }
    }

    /** Sends what may be sent now, and sets the timer for the rest. One thread at a time. */
    private void pump() {
        while (true) {
            List<Wait> turn;
            Offer offer;
            synchronized (this) {
                Duration now = now();
                turn = closed ? List.of() : turnstile.next(now);
                offer = turnstile.mayHold() ? holding.offer(now) : Offer.NONE;
                if (!offer.proven() && !herd.isEmpty()) {
                    // One is enough to find out.
                    offer = Offer.NONE;
                }
                if (turn.isEmpty()) {
                    cancelPump.run();
                    Duration at = closed ? null : turnstile.nextAt(now);
                    cancelPump = at == null ? () -> {} : seams.time().schedule(at, this::pumpSoon);
                    pumping = false;
                    return;
                }
            }
            depart(turn, offer);
        }
    }

    private void depart(List<Wait> turn, Offer offer) {
        Duration most = turn.get(0).wouldHold(offer);
        List<Wait> fitting = new ArrayList<>();
        List<Wait> others = new ArrayList<>();
        for (Wait wait : turn) {
            boolean fits = turn.get(0).target().isLook() == wait.target().isLook()
                    && (wait.target().isLook() || fitting.isEmpty())
                    // One that can be held but shortly must not cut it short for all the others.
                    && isLike(wait.wouldHold(offer), most);
            (fits ? fitting : others).add(wait);
        }
        Exchange exchange = most.isZero() ? polling(fitting) : holding(fitting, offer);
        List<Lane> lanes = others.stream().map(Wait::lane).toList();
        synchronized (this) {
            for (int i = others.size() - 1; i >= 0; i--) {
                turnstile.putBack(others.get(i), lanes.get(i));
            }
            if (exchange.isEmpty()) {
                turnstile.ended();
                return;
            }
            if (!exchange.hold().isZero()) {
                turnstile.holding();
                herd.add(exchange);
            }
        }
        send(exchange);
    }

    private Exchange polling(List<Wait> waits) {
        Exchange exchange = new Exchange(now(), false);
        waits.forEach(wait -> wait.board(exchange, Offer.NONE));
        return exchange;
    }

    /**
     * A request that is held. When its jobs were not asked for together before, it is one that is answered at once all the same, to
     * learn the version that the next one will name.
     */
    private Exchange holding(List<Wait> waits, Offer offer) {
        int jobs = (int) waits.stream().map(Wait::target).distinct().count();
        List<Exchange> small = herd.absorbable(jobs);
        Group group = waits.get(0).target().group();
        boolean together = waits.stream().allMatch(wait -> wait.target().group() == group);
        boolean known = jobs == 1 || together && group != null && group.isWorthAsking(jobs);
        boolean first = !small.isEmpty() || !known;
        Exchange exchange = new Exchange(now(), first);
        Offer mine = first ? offer.atMost(Group.FIRST_HOLD) : jobs > 1 && group != null ? group.limit(offer) : offer;
        waits.forEach(wait -> wait.board(exchange, mine));
        if (!exchange.isEmpty()) {
            small.forEach(other -> other.targets()
                    .forEach(target -> target.waits().forEach(wait -> wait.move(other, exchange, mine))));
        }
        return exchange;
    }

    private static boolean isLike(Duration hold, Duration other) {
        return hold.isZero() == other.isZero()
                && hold.compareTo(other.multipliedBy(2)) <= 0
                && other.compareTo(hold.multipliedBy(2)) <= 0;
    }

    private void send(Exchange exchange) {
        try {
            HttpRequest request = exchange.request(settings.backend());
            var response = seams.wire().send(request, exchange.maxBytes(settings.maxAnswerBytes()));
            exchange.sent(request.uri(), response);
            response.whenCompleteAsync((answer, problem) -> answered(exchange, answer, problem), seams.workers());
        } catch (RuntimeException | Error broken) {
            ended(exchange);
            exchange.targets().forEach(target -> target.waits().forEach(wait -> wait.abandon(broken)));
        }
    }

    private void answered(Exchange exchange, @Nullable HttpResponse<byte[]> response, @Nullable Throwable problem) {
        ended(exchange);
        try {
            Map<Target, Answer> answers = answers(exchange, response, problem);
            weigh(exchange, response, answers);
            answers.forEach((target, answer) -> target.tell(exchange, answer));
        } catch (RuntimeException | Error broken) {
            exchange.targets().forEach(target -> target.waits().forEach(wait -> wait.abandon(broken)));
        }
        pumpSoon();
    }

    private Map<Target, Answer> answers(
            Exchange exchange, @Nullable HttpResponse<byte[]> response, @Nullable Throwable problem) {
        if (response != null) {
            return exchange.read(settings.backend(), response, seams.time().wallClock());
        }
        Answer trouble = Answer.trouble(exchange.problem(problem));
        Map<Target, Answer> answers = new java.util.IdentityHashMap<>();
        exchange.targets().forEach(target -> answers.put(target, trouble));
        return answers;
    }

    private synchronized void ended(Exchange exchange) {
        exchange.over();
        turnstile.ended();
        if (!exchange.hold().isZero()) {
            turnstile.released();
            herd.remove(exchange);
        }
    }

    /** What an answer says about the server as such. */
    private synchronized void weigh(
            Exchange exchange, @Nullable HttpResponse<byte[]> response, Map<Target, Answer> answers) {
        Duration now = now();
        Duration took = now.minus(exchange.sentAt);
        int good = 0;
        boolean trouble = false;
        for (Answer answer : answers.values()) {
            if (answer instanceof Answer.Trouble bad) {
                trouble = true;
                if (response != null && response.statusCode() == 429) {
                    turnstile.quiet(now, bad.retryAfter());
                }
            } else {
                good++;
            }
        }
        turnstile.good(good);
        if (response != null && good > 0) {
            boolean proven = holding.offer(now).proven();
            holding.answered(took, exchange.hold(), Replies.applied(response.headers()));
            if (!proven
                    && holding.offer(now).proven()
                    && settings.backend().bulk().isPresent()) {
                seams.workers().execute(this::hurry);
            }
        } else if (trouble && !exchange.isUnwanted()) {
            holding.failed(now, took, exchange.hold());
        }
    }

    /** The server turns out to hold requests, and many with one: nobody need wait for the next look by schedule. */
    private void hurry() {
        targets.values().forEach(target -> target.waits().forEach(Wait::hurry));
    }

    /** Ends every wait that is still under way with an {@link IllegalStateException}. */
    @Override
    public void close() {
        closed = true;
        targets.values().forEach(target -> target.waits().forEach(wait -> wait.abandon(closedException())));
        seams.time().close();
        seams.wire().close();
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("the client is closed");
    }
}
