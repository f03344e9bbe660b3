package dev.fermata.client;

import dev.fermata.client.Turnstile.Lane;
import dev.fermata.client.WaitMachine.Step;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;

/**
 * What all waits of one client share: the timer, the jobs, the way to the server. Thread-safe.
 *
 * <p>Threads: the timer's only moves waits on and ends them, and never runs code of the caller. On the pool requests are built
 * and answers read. Schedules are asked and listeners told by threads of their own, so that whatever they do holds up their
 * own wait alone; and dependent stages of callers run on yet others. No lock is held while code of callers runs. Locks are
 * taken in one order: wait, then target, exchange, agenda or dispatcher.
 */
final class Engine implements AutoCloseable {

    /** Of what is to be learned from waits that have ended when the client is closed. */
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);

    private final Seams seams;
    private final Settings settings;
    private final ConcurrentMap<String, Target> targets = new ConcurrentHashMap<>();
    private final KnownJobs known = new KnownJobs();
    private final Agenda agenda;
    private final Lessons lessons;
    private final Serial late;
    private final Serial news;
    private final Hands callbacks = new Hands("fermata-callback-");
    private final Dispatcher dispatcher;
    private final Post post;
    private volatile boolean closed;

    /**
     * The outer world.
     *
     * @param workers for what cannot block
     * @param hands for code of callers
     */
    record Seams(TimeSource time, DoubleSupplier random, Wire wire, Executor workers, Executor hands) {}

    Engine(Settings settings, Seams seams) {
        this.settings = settings;
        this.seams = seams;
        this.agenda = new Agenda(seams.time(), this::ring);
        this.lessons = new Lessons(settings.history(), seams.workers());
        this.late = new Serial(seams.workers());
        this.news = new Serial(seams.workers());
        this.dispatcher = new Dispatcher(settings, seams, this::send);
        this.post = new Post(settings, seams, dispatcher, targets);
    }

    private void send(Exchange exchange) {
        post.send(exchange);
    }

    /**
     * Begins to wait for a job, together with those who wait for it already; {@link Wait#ending()} ends with it.
     *
     * @param start from when on time counts
     */
    Wait watch(String id, Duration maxWait, Duration start) {
        WaitMachine machine = new WaitMachine(settings.rules(), maxWait);
        Wait[] wait = new Wait[1];
        targets.compute(id, (same, known) -> {
            Target target = known == null ? new Target(settings.backend(), id) : known;
            wait[0] = new Wait(this, target, machine, start);
            target.add(wait[0]);
            return target;
        });
        return begin(wait[0]);
    }

    /** Begins to wait for the answer to a single request. */
    Wait order(Order order, Duration maxWait) {
        Wait wait = new Wait(this, order, new WaitMachine(settings.rules().once(), maxWait), now());
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

    /** For schedules and listeners. */
    Executor hands() {
        return seams.hands();
    }

    /** For a wait whose request takes too long. */
    void giveUpSoon(Runnable task) {
        late.execute(task);
    }

    /** For what is to be learned after the deadline. */
    void learnLater(Runnable task) {
        news.execute(task);
    }

    /** For those who depend on the end of a wait. */
    void hand(Runnable task) {
        callbacks.execute(task);
    }

    void wake(Steps wait, Duration at) {
        agenda.set(wait, at);
    }

    /** Gives waits up: first those who only queue, or they would be sent for as the others make room. */
    void abandonAll(Collection<Wait> waits, String why) {
        CancellationException reason = new CancellationException(why);
        waits.stream().filter(wait -> !wait.isAsking()).forEach(wait -> wait.abandon(reason));
        waits.forEach(wait -> wait.abandon(reason));
    }

    /** The wait was given up. */
    void abandoned() {
        dispatcher.abandoned();
    }

    /** The wait has ended. */
    void forget(Steps wait) {
        agenda.remove(wait);
        Target target = wait.target;
        targets.computeIfPresent(target.key(), (id, known) -> known == target && target.remove(wait) ? null : known);
    }

    /** What is known of a job before a wait for it begins. */
    Progress recall(Target target, Duration now) {
        return isToBeRemembered(target) ? known.recall(target.id(), now) : Progress.NONE;
    }

    void submitted(Snapshot job) {
        known.submitted(job, now());
    }

    void timedOut(Target target, Progress end, Duration start) {
        if (isToBeRemembered(target)) {
            known.timedOut(target.id(), end, start);
        }
    }

    /** What was known of a job that has ended says nothing any more. */
    void over(Target target) {
        if (target.isLook()) {
            known.forget(target.id());
        }
    }

    private boolean isToBeRemembered(Target target) {
        return target.isLook() && settings.backend().tellsJobsApart();
    }

    void learn(Snapshot snapshot, Observation lesson) {
        lessons.add(snapshot.kind(), lesson);
    }

    /** Nobody waited on for the job when it was that old. */
    void learnOfTimeout(Target target, Snapshot last, Observation.RightCensored lesson) {
        if (known.isNews(target.id(), lesson.after())) {
            learn(last, lesson);
        }
    }

    boolean isHeard() {
        return settings.events().isHeard();
    }

    void tell(String id, Duration elapsed, Step step) {
        step.heard().ifPresent(heard -> settings.events().tell(id, elapsed, heard, step));
    }

    boolean isHeldAtOnce(Target target) {
        return target.isLook() && dispatcher.holds();
    }

    void isHasty() {
        dispatcher.isHasty();
    }

    /** A wait ended that queued. */
    void left() {
        dispatcher.left();
    }

    void gaveUp(Exchange exchange) {
        dispatcher.gaveUp(exchange);
    }

    /** The wait would ask; it is called to board a request when it is its turn. */
    void queue(Wait wait, Lane lane) {
        dispatcher.queue(wait, lane);
    }

    /** On the timer's thread. */
    private void ring() {
        for (Steps wait = agenda.due(); wait != null; wait = agenda.due()) {
            wait.ring();
        }
    }

    /** Ends every wait that is still under way with an {@link IllegalStateException}, and keeps what was learned. */
    @Override
    public void close() {
        closed = true;
        dispatcher.close();
        targets.values().forEach(target -> target.waits().forEach(wait -> wait.abandon(closedException())));
        seams.time().close();
        seams.wire().close();
        callbacks.release();
        news.await(LONGEST_FLUSH);
        lessons.flush();
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("the client is closed");
    }
}
