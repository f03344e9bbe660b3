package dev.fermata.simulator.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/** What is to happen, in order of time; within one instant in the order of scheduling. */
final class TimerQueue {

    private final TreeSet<Timer> waiting = new TreeSet<>();
    private long scheduled;

    synchronized Timer add(long at, Executor executor, Runnable task) {
        Timer timer = new Timer(at, scheduled++, this, executor, task);
        waiting.add(timer);
        return timer;
    }

    synchronized void remove(Timer timer) {
        waiting.remove(timer);
    }

    synchronized void clear() {
        waiting.clear();
    }

    /** The time of the next timer, or {@code none}. */
    synchronized long next(long none) {
        return waiting.isEmpty() ? none : waiting.first().at;
    }

    /**
     * Takes the timers of the earliest instant up to {@code limit} and steps the time to it; without one steps it to the
     * limit. Both under one lock: a timer set for an instant that is being passed is either taken or sees it passed.
     */
    synchronized List<Timer> stepTo(long limit, ClockRate rate) {
        List<Timer> due = takeEarliest(limit);
        rate.step(due.isEmpty() ? limit : due.get(0).at);
        return due;
    }

    /** Takes the timers of the earliest instant up to {@code limit}; empty when there is none. */
    synchronized List<Timer> takeEarliest(long limit) {
        List<Timer> due = new ArrayList<>();
        while (!waiting.isEmpty()
                && waiting.first().at <= limit
                && (due.isEmpty() || waiting.first().at == due.get(0).at)) {
            due.add(waiting.pollFirst());
        }
        return due;
    }
}
