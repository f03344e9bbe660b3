package dev.fermata.client.internal.loop;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is due when: a binary heap in which each timer knows its place, so that it can be moved and removed without a search, and
 * without an object for each entry.
 */
public final class TimerQueue {

    private @Nullable Timer[] heap = new Timer[16];
    private int size;

    /** Something that can be due at one moment. By itself it does nothing but begin a turn of the loop. */
    public static class Timer {
        private long at;
        private int place = -1;

        /** It is due, and no longer in the queue. */
        public void due() {}
    }

    /** Enters the timer, or moves it. */
    public void set(Timer timer, Duration at) {
        timer.at = at.toNanos();
        if (timer.place < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            put(timer, size++);
        }
        up(timer);
        down(timer);
    }

    public void remove(Timer timer) {
        int place = timer.place;
        if (place < 0) {
            return;
        }
        timer.place = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (last != timer) {
            put(last, place);
            up(last);
            down(last);
        }
        if (heap.length > 64 && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    /** The next timer that is due, taken out of the queue; null if there is none. */
    public @Nullable Timer takeDue(Duration now) {
        if (size == 0 || at(0).at > now.toNanos()) {
            return null;
        }
        Timer first = at(0);
        remove(first);
        return first;
    }

    /** When the next timer is due; null if there is none. */
    public @Nullable Duration nextAt() {
        return size == 0 ? null : Duration.ofNanos(at(0).at);
    }

    public int size() {
        return size;
    }

    private void up(Timer timer) {
        int place = timer.place;
        while (place > 0 && at((place - 1) / 2).at > timer.at) {
            put(at((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        put(timer, place);
    }

    private void down(Timer timer) {
        int place = timer.place;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && at(child + 1).at < at(child).at) {
                child++;
            }
            if (at(child).at >= timer.at) {
                break;
            }
            put(at(child), place);
            place = child;
        }
        put(timer, place);
    }

    private void put(Timer timer, int place) {
        heap[place] = timer;
        timer.place = place;
    }

    private Timer at(int place) {
        Timer timer = heap[place];
        if (timer == null) {
            throw new IllegalStateException("no timer at " + place);
        }
        return timer;
    }
}
