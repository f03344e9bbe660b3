package dev.fermata.client;

import dev.fermata.client.Exchange.For;
import dev.fermata.client.Holding.Offer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Puts together who shares a request. Used by one thread at a time. */
record Boarding(Herd herd) {

    /**
     * A request for the first of those whose turn it is, and for all who fit to it.
     *
     * @param others takes those who do not
     */
    Exchange board(List<Wait> turn, Offer offer, Duration now, List<Wait> others) {
        Wait first = turn.get(0);
        Duration most = first.wouldHold(offer);
        List<Wait> fitting = new ArrayList<>();
        for (Wait wait : turn) {
            boolean fits = wait == first
                    || first.target().isLook()
                            && wait.target().isLook()
                            // One that can be held but shortly must not cut it short for all the others.
                            && isLike(wait.wouldHold(offer), most);
            (fits ? fitting : others).add(wait);
        }
        return most.isZero() ? polling(fitting, now) : holding(fitting, offer, now);
    }

    private static boolean isLike(Duration hold, Duration other) {
        return hold.isZero() == other.isZero()
                && hold.compareTo(other.multipliedBy(2)) <= 0
                && other.compareTo(hold.multipliedBy(2)) <= 0;
    }

    private static Exchange polling(List<Wait> waits, Duration now) {
        Exchange exchange = new Exchange(now, For.AN_END);
        waits.forEach(wait -> wait.board(exchange, Offer.NONE));
        return exchange;
    }

    /**
     * A request that is held. Unless the server looks for ends alone, and when its jobs were not asked for together before, it is
     * one that is answered at once all the same, to learn the version that the next one will name.
     */
    private Exchange holding(List<Wait> waits, Offer offer, Duration now) {
        int jobs = (int) waits.stream().map(Wait::target).distinct().count();
        List<Exchange> small = herd.absorbable(jobs, now);
        For purpose = offer.untilEnd() ? For.AN_END : Group.purpose(waits, jobs, small.isEmpty());
        Exchange exchange = new Exchange(now, purpose);
        Group group = waits.get(0).target().group();
        Offer mine = switch (purpose) {
            case AN_END -> offer;
            case A_VERSION -> offer.atMost(Group.FIRST_HOLD);
            case A_CHANGE -> jobs > 1 && group != null ? group.limit(offer) : offer;
        };
        waits.forEach(wait -> wait.board(exchange, mine));
        if (!exchange.isEmpty()) {
            Duration hold = exchange.hold();
            small.forEach(other -> absorb(other, exchange, mine, now, each -> isLike(each, hold)));
        }
        return exchange;
    }

    /**
     * Takes as many more aboard as there is room for, from requests that would vanish, or pause as this one does. It is no matter
     * if some would stay longer than those who are aboard: the next round lasts as long as anybody wants.
     */
    void fillUp(Exchange exchange, Offer offer, Duration now) {
        Duration left = exchange.heldUntil().minus(now);
        Duration round = left.compareTo(offer.longest()) < 0 ? left : offer.longest();
        Predicate<Duration> stays =
                each -> !each.isZero() && each.multipliedBy(2).compareTo(round) >= 0;
        herd.donors(exchange, now).forEach(other -> absorb(other, exchange, offer, now, stays));
    }

    /** Those who are about to leave stay where they are: else the request would be cut short for all the others. */
    private void absorb(Exchange other, Exchange exchange, Offer offer, Duration now, Predicate<Duration> stays) {
        for (Target target : other.targets(herd.room(exchange, now))) {
            for (Wait wait : target.waits()) {
                if (stays.test(wait.couldHold(offer))) {
                    wait.move(other, exchange, offer);
                }
            }
        }
    }
}
