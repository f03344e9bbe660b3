package dev.fermata.client;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When which wait is to be woken: one timer for all of them, and no object per entry. A binary heap in which each wait knows its
 * place. Thread-safe.
 */
final class Agenda {

    private final TimeSource time;
    private final Runnable alarm;
    private @Nullable Steps[] heap = new Wait[16];
    private int size;
    private long timerAt = Long.MAX_VALUE;
    private Runnable cancelTimer = () -> {};

    /** @param alarm is run when a wait is due; it calls {@link #due} until there is none */
    Agenda(TimeSource time, Runnable alarm) {
        this.time = time;
        this.alarm = alarm;
    }

    /** Enters the wait, or moves it. */
    synchronized void set(Steps wait, Duration at) {
        wait.agendaAt = at.toNanos();
        if (wait.agendaPlace < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            put(wait, size++);
        }
        up(wait);
        down(wait);
        arm();
    }

    synchronized void remove(Steps wait) {
        int place = wait.agendaPlace;
        if (place < 0) {
            return;
        }
        wait.agendaPlace = -1;
        Steps last = at(--size);
        heap[size] = null;
        if (last != wait) {
            put(last, place);
            up(last);
            down(last);
        }
        if (heap.length > 64 && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
        if (size == 0) {
            // Nobody is left for it; it would keep the client's timer busy, perhaps for minutes.
            cancelTimer.run();
            timerAt = Long.MAX_VALUE;
        }
    }

    /** The next wait that is due, taken off the agenda; null if there is none, and then the timer is set. */
    synchronized @Nullable Steps due() {
        if (size > 0 && at(0).agendaAt <= time.now().toNanos()) {
            Steps first = at(0);
            remove(first);
            return first;
        }
        arm();
        return null;
    }

    private void rang() {
        synchronized (this) {
            timerAt = Long.MAX_VALUE;
        }
        alarm.run();
    }

    /** A timer that rings too early does no harm, so it is only ever moved forward. */
    private void arm() {
        if (size > 0 && at(0).agendaAt < timerAt) {
            cancelTimer.run();
            timerAt = at(0).agendaAt;
            cancelTimer = time.schedule(Duration.ofNanos(timerAt), this::rang);
        }
    }

    private void up(Steps wait) {
        int place = wait.agendaPlace;
        while (place > 0 && at((place - 1) / 2).agendaAt > wait.agendaAt) {
            put(at((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        put(wait, place);
    }

    private void down(Steps wait) {
        int place = wait.agendaPlace;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && at(child + 1).agendaAt < at(child).agendaAt) {
                child++;
            }
            if (at(child).agendaAt >= wait.agendaAt) {
                break;
            }
            put(at(child), place);
            place = child;
        }
        put(wait, place);
    }

    private void put(Steps wait, int place) {
        heap[place] = wait;
        wait.agendaPlace = place;
    }

    private Steps at(int place) {
        Steps wait = heap[place];
        if (wait == null) {
            throw new IllegalStateException("nobody at " + place);
        }
        return wait;
    }
}
