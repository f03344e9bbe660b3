package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.Course;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.Micros;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of one job's state or stage, told apart from its others. Pure.
 *
 * @param second whether it is the second one at that time: on a clock that stands still, a job may be ended by hand at
 *     the instant of another change. There is no third, for nothing comes after an end by hand
 */
record Change(long at, boolean second) implements Comparable<Change> {

    private static final Comparator<Change> ORDER =
            Comparator.comparingLong(Change::at).thenComparing(Change::second);
    private static final String SECOND = "-1";

    /** The submission. */
    static Change first(Course course) {
        return new Change(course.plan().submittedAt(), false);
    }

    /** The last one that is no later than that; the first when all are. */
    static Change last(Course course, Change limit) {
        Change last = first(course);
        Change next = last;
        while (next != null && next.compareTo(limit) <= 0) {
            last = next;
            next = last.next(course);
        }
        return last;
    }

    /** All that has happened by then. */
    static Change until(long now) {
        return new Change(now, true);
    }

    /** What {@link #id} made; empty for any other text. */
    static Optional<Change> parse(String id) {
        return id.matches("[0-9]{1,18}(-1)?")
                ? Optional.of(new Change(Long.parseLong(id.replace(SECOND, "")), id.endsWith(SECOND)))
                : Optional.empty();
    }

    String id() {
        return second ? at + SECOND : Long.toString(at);
    }

    /** The one after it; null when nothing changes any more. */
    @Nullable
    Change next(Course course) {
        Course planned = course.withoutEnd();
        long next = planned.nextChangeAfter(at);
        long end = course.endsByHandAt();
        if (next != Micros.NEVER && next <= end) {
            return new Change(next, false);
        }
        if (end == Micros.NEVER) {
            return null;
        }
        Change ending = new Change(end, changesAt(planned, end));
        return equals(ending) ? null : ending;
    }

    /** What the job's course has to be asked to see how it was then. */
    Course course(Job job) {
        Course course = job.course();
        Course planned = course.withoutEnd();
        return !second && at == course.endsByHandAt() && changesAt(planned, at) ? planned : course;
    }

    private static boolean changesAt(Course planned, long time) {
        return planned.plan().submittedAt() == time || planned.nextChangeAfter(time - 1) == time;
    }

    @Override
    public int compareTo(Change other) {
        return ORDER.compare(this, other);
    }
}
