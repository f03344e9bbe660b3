package dev.fermata.simulator.engine;

import java.util.Arrays;

/** Job numbers in the order in which the jobs end: a binary heap in two arrays, for an object each would be too many. */
final class EndQueue {

    private long[] ends = new long[16];
    private long[] numbers = new long[16];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        ends = new long[16];
        numbers = new long[16];
    }

    /** When the first of them ends; never when there is none. */
    long firstEnd() {
        return size == 0 ? Micros.NEVER : ends[0];
    }

    long firstNumber() {
        return numbers[0];
    }

    void add(long end, long number) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size + (size >> 1));
            numbers = Arrays.copyOf(numbers, ends.length);
        }
        int hole = size++;
        while (hole > 0 && before(end, number, (hole - 1) >>> 1)) {
            move((hole - 1) >>> 1, hole);
            hole = (hole - 1) >>> 1;
        }
        put(end, number, hole);
    }

    void removeFirst() {
        size--;
        long end = ends[size];
        long number = numbers[size];
        int hole = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && before(ends[child + 1], numbers[child + 1], child)) {
                child++;
            }
            if (before(end, number, child)) {
                break;
            }
            move(child, hole);
            hole = child;
            child = 2 * hole + 1;
        }
        put(end, number, hole);
    }

    /** Of two that end together the older job goes first, so that the order is the same every time. */
    private boolean before(long end, long number, int other) {
        return end != ends[other] ? end < ends[other] : number < numbers[other];
    }

    private void move(int from, int to) {
        put(ends[from], numbers[from], to);
    }

    private void put(long end, long number, int at) {
        ends[at] = end;
        numbers[at] = number;
    }
}
