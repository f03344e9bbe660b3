package dev.fermata.client;

import dev.fermata.client.Holding.Offer;
import dev.fermata.client.Turnstile.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which waits go out with which request, and when. Thread-safe; one thread at a time puts requests together, so that none is
 * changed by another while it is made.
 */
final class Dispatcher {

    /** Waits are given up one after the other no slower than this. */
    private static final Duration CALM = Duration.ofMillis(20);

    private static final Duration LONGEST_UNREST = Duration.ofMillis(200);

    private final Engine.Seams seams;
    private final Consumer<Exchange> post;
    private final Batch batch;
    private final Herd herd;
    private final Boarding boarding;

    // Guarded by this.
    private final Turnstile turnstile;
    private final Holding holding;
    private boolean pumping;
    private boolean closed;
    private volatile Duration abandonedAt = Duration.ofDays(-1);
    private Runnable cancelPump = () -> {};

    /** @param post sends a request */
    Dispatcher(Settings settings, Engine.Seams seams, Consumer<Exchange> post) {
        this.seams = seams;
        this.post = post;
        this.batch = new Batch(settings.backend().bulk().map(Backend.Bulk::most).orElse(1));
        this.turnstile = new Turnstile(settings.limits(), batch);
        this.herd = new Herd(batch);
        this.boarding = new Boarding(herd);
        Duration longest = settings.backend().mayHold() ? settings.longestHold() : Duration.ZERO;
        this.holding = new Holding(longest, settings.rules().requestTimeout(), settings.patience());
    }

    /** Whether there is no better time to ask than now: the server is known to hold, or nobody has asked it yet. */
    synchronized boolean holds() {
        return holding.isToBeTried() || holding.offer(now()).proven() && !holding.isDear();
    }

    /** The server says that it holds requests and answers them at once. */
    synchronized void isHasty() {
        holding.hasty(now());
    }

    /** A wait gave the request up. */
    synchronized void gaveUp(Exchange exchange) {
        Duration took = now().minus(exchange.sentAt());
        if (took.compareTo(exchange.hold()) > 0) {
            holding.failed(now(), took, exchange.hold());
        }
    }

    /** A wait is given up. */
    void abandoned() {
        abandonedAt = now();
    }

    /** The wait would ask; it is called to board a request when it is its turn. */
    void queue(Wait wait, Lane lane) {
        synchronized (this) {
            turnstile.join(wait, lane);
        }
        pumpSoon();
    }

    /** A wait that queued has ended: perhaps there is nobody left for whom to set the timer. */
    void left() {
        pumpSoon();
    }

    /** The request was answered, and is to be sent again for those who are left. Until then it counts as under way. */
    void again(Exchange exchange, Duration pause) {
        Runnable join = () -> {
            synchronized (this) {
                turnstile.join(exchange);
            }
            pumpSoon();
        };
        if (pause.isZero()) {
            join.run();
        } else {
            seams.time().schedule(now().plus(pause), join);
        }
    }

    /** The request is over, or was not sent after all: there is room for another. */
    void ended(Exchange exchange) {
        Duration now = now();
        synchronized (this) {
            exchange.over();
            if (herd.remove(exchange)) {
                turnstile.released();
            }
        }
        if (exchange.isEmpty() && !isCalm(now)) {
            makeRoom(now, now.plus(LONGEST_UNREST));
        } else {
            makeRoom();
        }
    }

    private boolean isCalm(Duration now) {
        return now.minus(abandonedAt).compareTo(CALM) >= 0;
    }

    /** Who gives up one wait may be about to give up thousands; nothing is to be sent for those meanwhile. */
    private void makeRoom(Duration now, Duration latest) {
        seams.time().schedule(now.plus(CALM), () -> {
            Duration then = now();
            if (isCalm(then) || then.compareTo(latest) >= 0) {
                makeRoom();
            } else {
                makeRoom(then, latest);
            }
        });
    }

    private void makeRoom() {
        synchronized (this) {
            turnstile.ended();
        }
        pumpSoon();
    }

    /**
     * An answer says something about the server as such, or its absence does.
     *
     * @return whether it is new that the server holds requests
     */
    synchronized boolean weigh(Exchange exchange, Verdict verdict) {
        Duration now = now();
        Duration took = now.minus(exchange.sentAt());
        turnstile.good(verdict.good());
        if (!verdict.quiet().isZero()) {
            turnstile.quiet(now, verdict.quiet());
        }
        boolean proven = holding.offer(now).proven();
        Preference applied = verdict.applied();
        if (applied != null) {
            batch.answered(exchange.size());
            holding.answered(took, exchange.hold(), applied);
            if (verdict.isBlank() && exchange.purpose() != Exchange.For.A_VERSION) {
                holding.brought(took, exchange.hold(), exchange.size());
            }
        } else if (verdict.trouble() && !exchange.isEmpty()) {
            holding.failed(now, took, exchange.hold());
        }
        return !proven && holding.offer(now).proven();
    }

    /** The server turns down a request for so many. */
    void refused(int jobs) {
        batch.refused(jobs, now());
    }

    /** Polling by schedule is cheaper than what the server's holding comes to. */
    synchronized boolean isDear() {
        return holding.isDear();
    }

    synchronized void close() {
        closed = true;
    }

    private Duration now() {
        return seams.time().now();
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

    /** Sends what may be sent now, and sets the timer for the rest. One thread at a time. */
    private void pump() {
        while (true) {
            Exchange round;
            List<Wait> turn;
            Offer offer;
            synchronized (this) {
                Duration now = now();
                round = closed ? null : turnstile.nextRound(now);
                turn = closed || round != null ? List.of() : turnstile.next(now);
                offer = round != null || turnstile.mayHold() ? holding.offer(now) : Offer.NONE;
                if (!offer.proven() && !herd.isEmpty()) {
                    // One is enough to find out.
                    offer = Offer.NONE;
                }
                if (round == null && turn.isEmpty()) {
                    cancelPump.run();
                    Duration at = closed ? null : turnstile.nextAt(now);
                    cancelPump = at == null ? () -> {} : seams.time().schedule(at, this::pumpSoon);
                    pumping = false;
                    return;
                }
            }
            // What must not happen ends those whom it happens to, and nobody else.
            if (round != null) {
                try {
                    goOn(round, offer);
                } catch (RuntimeException | Error broken) {
                    ended(round);
                    round.abandon(broken);
                }
            } else {
                try {
                    depart(turn, offer);
                } catch (RuntimeException | Error broken) {
                    turn.forEach(wait -> wait.abandon(broken));
                }
            }
        }
    }

    private void depart(List<Wait> turn, Offer offer) {
        List<Wait> others = new ArrayList<>();
        Exchange exchange = boarding.board(turn, offer, now(), others);
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
        post.accept(exchange);
    }

    /** The next round of a request, for those who are left and as many more as there is room for now. */
    private void goOn(Exchange exchange, Offer offer) {
        Duration now = now();
        boarding.fillUp(exchange, offer, now);
        long seconds = exchange.heldUntil().minus(now).toSeconds();
        Duration hold = offer.atMost(Duration.ofSeconds(Math.max(0, seconds))).longest();
        if (exchange.isEmpty() || hold.isZero() || !offer.untilEnd()) {
            ended(exchange);
            exchange.targets().forEach(target -> target.waits().forEach(wait -> wait.alight(exchange)));
        } else {
            exchange.renew(now, hold);
            post.accept(exchange);
        }
    }
}
