package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobSpec;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /** What an empty page takes, and one of 64 jobs may have one of its own. */
    private static final long PAGE_BYTES = 340;

    private static final long BOOK_BYTES = 4_200;
    /** In {@link #charged}. */
    private static final long CHARGE_BYTES = 100;

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
    /** About how much memory the jobs take, with all that is kept for them. For writers. */
    private long bytes;
    /** By the number of the job. */
    private final Map<Long, Long> charged = new HashMap<>();

    private final Shared shared = new Shared();

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
            bytes += BOOK_BYTES;
            begin(number >> PAGE + BOOK, book);
        }
        Part<Job> page = book.get(number >> PAGE);
        if (page == null) {
            page = new Part<>(PAGE);
            bytes += PAGE_BYTES;
            book.set(number >> PAGE, page);
        }
        page.set(number, job);
        size = size + 1;
        count(job);
    }

    /** About how much memory these jobs will take. */
    long bytes(JobProfile profile, List<JobSpec> specs) {
        long all = specs.isEmpty() ? 0 : PAGE_BYTES + shared.missing(profile);
        for (JobSpec spec : specs) {
            all += spec.bytes();
        }
        return all;
    }

    /** Counts more memory for a job; less, if the bytes are less than 0. */
    void charge(long number, long more) {
        Job job = get(number);
        if (job != null) {
            uncount(job);
            charged.merge(number, more, Long::sum);
            count(job);
        }
    }

    void count(Job job) {
        bytes += bytes(job) + shared.add(job.timeline().plan().profile());
    }

    /** Its memory will be free. {@link #drop} frees it, or {@link #count} takes it again. */
    void uncount(Job job) {
        bytes -= bytes(job) + shared.remove(job.timeline().plan().profile());
    }

    private long bytes(Job job) {
        Long others = charged.isEmpty() ? null : charged.get(job.number());
        return job.spec().bytes() + (others == null ? 0 : CHARGE_BYTES + others);
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
        uncount(job);
        drop(number, book, page);
        return job;
    }

    /** Removes a job whose memory is not counted any more. */
    void drop(Job job) {
        long number = job.number();
        Part<Part<Job>> book = Objects.requireNonNull(book(number));
        drop(number, book, Objects.requireNonNull(book.get(number >> PAGE)));
    }

    private void drop(long number, Part<Part<Job>> book, Part<Job> page) {
        page.set(number, null);
        if (page.used == 0) {
            book.set(number >> PAGE, null);
            bytes -= PAGE_BYTES;
        }
        if (book.used == 0) {
            books.set((int) (number >> PAGE + BOOK), null);
            bytes -= BOOK_BYTES;
        }
        size = size - 1;
        if (!charged.isEmpty()) {
            charged.remove(number);
        }
    }

    void clear() {
        books = new AtomicReferenceArray<>(16);
        size = 0;
        bytes = 0;
        charged.clear();
        shared.clear();
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

    /** The profiles of the jobs, and their failures. Jobs share them, so each counts once, for as long as a job has it. */
    private static final class Shared {

        private static final class Users {
            int count;
        }

        private final Map<Object, Users> users = new IdentityHashMap<>();

        /** What the jobs do not have yet. */
        long missing(JobProfile profile) {
            FailureModel model = profile.failureModel();
            return (users.containsKey(profile) ? 0 : JobProfile.BYTES)
                    + (users.containsKey(model.failures()) ? 0 : model.failureBytes());
        }

        /** One more job has this profile. Returns how much memory that takes. */
        long add(JobProfile profile) {
            FailureModel model = profile.failureModel();
            return (isFirst(profile) ? JobProfile.BYTES : 0) + (isFirst(model.failures()) ? model.failureBytes() : 0);
        }

        /** One job fewer has it. Returns how much memory that frees. */
        long remove(JobProfile profile) {
            FailureModel model = profile.failureModel();
            return (isLast(profile) ? JobProfile.BYTES : 0) + (isLast(model.failures()) ? model.failureBytes() : 0);
        }

        private boolean isFirst(Object part) {
            Users known = users.get(part);
            if (known == null) {
                known = new Users();
                users.put(part, known);
            }
            return ++known.count == 1;
        }

        private boolean isLast(Object part) {
            boolean last = --Objects.requireNonNull(users.get(part)).count == 0;
            if (last) {
                users.remove(part);
            }
            return last;
        }

        void clear() {
            users.clear();
        }
    }
}
