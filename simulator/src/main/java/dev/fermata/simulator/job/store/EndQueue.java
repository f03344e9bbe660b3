package dev.fermata.simulator.job.store;

import dev.fermata.simulator.clock.Micros;
import java.util.Arrays;

/**
 * Job numbers in the order in which the jobs end. It is a heap in one array, because an object for each job would take too much memory. An
 * entry has two numbers: the end and the job number. The four children of an entry are neighbours, because memory is slow.
 */
final class EndQueue {

    private static final int CHILDREN = 4;

    private long[] heap = new long[32];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        heap = new long[32];
    }

    /** When the first of them ends; never if there is none. */
    long firstEnd() {
        return size == 0 ? Micros.NEVER : heap[0];
    }

    long firstNumber() {
        return heap[1];
    }

    void add(long end, long number) {
        if (2 * size == heap.length) {
            heap = Arrays.copyOf(heap, (size + (size >> 1)) * 2);
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) / CHILDREN;
            if (!before(end, number, parent)) {
                break;
            }
            put(heap[2 * parent], heap[2 * parent + 1], hole);
            hole = parent;
        }
        put(end, number, hole);
    }

    void removeFirst() {
        size--;
        long end = heap[2 * size];
        long number = heap[2 * size + 1];
        int hole = 0;
        while (true) {
            int least = leastChild(hole);
            if (least < 0 || before(end, number, least)) {
                break;
            }
            put(heap[2 * least], heap[2 * least + 1], hole);
            hole = least;
        }
        put(end, number, hole);
    }

    private int leastChild(int parent) {
        int first = CHILDREN * parent + 1;
        int least = -1;
        for (int child = first; child < Math.min(first + CHILDREN, size); child++) {
            if (least < 0 || before(heap[2 * child], heap[2 * child + 1], least)) {
                least = child;
            }
        }
        return least;
    }

    /** Of two jobs with the same end, the older one is first, so that the order is always the same. */
    private boolean before(long end, long number, int other) {
        return end != heap[2 * other] ? end < heap[2 * other] : number < heap[2 * other + 1];
    }

    private void put(long end, long number, int at) {
        heap[2 * at] = end;
        heap[2 * at + 1] = number;
    }
}
