package dev.fermata.simulator.job.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Jobs by number. Reading takes no lock; writers take turns.
 *
 * <p>Job numbers are consecutive, so there is an array of jobs for each 64 numbers (a page), and an array of pages for each 1,024 pages (a
 * book). That takes five bytes for each job; a map takes sixty. A page is removed with its last job, and a book with its last page.
 */
final class JobTable {

    private static final int PAGE = 6;
    private static final int BOOK = 10;

    /** A book of pages, or a page of jobs. */
    private static final class Part<T> {
        final AtomicReferenceArray<@Nullable T> places;
        int used;

        Part(int bits) {
            places = new AtomicReferenceArray<>(1 << bits);
        }

        @Nullable
        T get(long number) {
            return places.get((int) number & (places.length() - 1));
        }

        void set(long number, @Nullable T value) {
            used += value == null ? -1 : 1;
            places.set((int) number & (places.length() - 1), value);
        }
    }

    private volatile AtomicReferenceArray<@Nullable Part<Part<Job>>> books = new AtomicReferenceArray<>(16);
    private volatile int size;
    /** About how much memory the jobs take. For writers. */
    private long bytes;

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    @Nullable
    Job get(long number) {
        Part<Part<Job>> book = book(number);
        Part<Job> page = book == null ? null : book.get(number >> PAGE);
        return page == null ? null : page.get(number);
    }

    private @Nullable Part<Part<Job>> book(long number) {
        AtomicReferenceArray<@Nullable Part<Part<Job>>> all = books;
        long at = number >> PAGE + BOOK;
        return at < all.length() ? all.get((int) at) : null;
    }

    void put(long number, Job job) {
        Part<Part<Job>> book = book(number);
        if (book == null) {
            book = new Part<>(BOOK);
            begin(number >> PAGE + BOOK, book);
        }
        Part<Job> page = book.get(number >> PAGE);
        if (page == null) {
            page = new Part<>(PAGE);
            book.set(number >> PAGE, page);
        }
        page.set(number, job);
        size = size + 1;
        bytes += job.spec().bytes();
    }

    private void begin(long at, Part<Part<Job>> book) {
        AtomicReferenceArray<@Nullable Part<Part<Job>>> all = books;
        if (at >= all.length()) {
            all = new AtomicReferenceArray<>(Math.toIntExact(Math.max(at + 1, all.length() * 2L)));
            for (int i = 0; i < books.length(); i++) {
                all.setPlain(i, books.get(i));
            }
            books = all;
        }
        all.set((int) at, book);
    }

    @Nullable
    Job remove(long number) {
        Part<Part<Job>> book = book(number);
        Part<Job> page = book == null ? null : book.get(number >> PAGE);
        Job job = page == null ? null : page.get(number);
        if (book == null || page == null || job == null) {
            return null;
        }
        page.set(number, null);
        if (page.used == 0) {
            book.set(number >> PAGE, null);
        }
        if (book.used == 0) {
            books.set((int) (number >> PAGE + BOOK), null);
        }
        size = size - 1;
        bytes -= job.spec().bytes();
        return job;
    }

    void clear() {
        books = new AtomicReferenceArray<>(16);
        size = 0;
        bytes = 0;
    }

    /** Calls {@code more} with the jobs of lower numbers, the greatest number first, until it returns false. */
    void descend(long below, Predicate<Job> more) {
        AtomicReferenceArray<@Nullable Part<Part<Job>>> all = books;
        long number = Math.min(below, (long) all.length() << PAGE + BOOK) - 1;
        while (number >= 0) {
            Part<Part<Job>> book = all.get((int) (number >> PAGE + BOOK));
            Part<Job> page = book == null ? null : book.get(number >> PAGE);
            Job job = page == null ? null : page.get(number);
            if (job != null && !more.test(job)) {
                return;
            }
            // Skips the whole page or book if it is missing.
            int missing = book == null ? PAGE + BOOK : page == null ? PAGE : 0;
            number = (number >> missing << missing) - 1;
        }
    }
}
