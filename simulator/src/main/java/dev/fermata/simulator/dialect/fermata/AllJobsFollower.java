package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.job.store.JobStore;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports every change of every job. All jobs share one queue and one timer, and take about 120 bytes each. It looks
 * at no more than 1,000 jobs at a time, so the event loop can do other work in between. To be used on the event loop.
 */
final class AllJobsFollower {

    private static final int AT_ONCE = 1_000;
    /** About 60 MB. If there are more jobs, their changes are not reported, and an event {@code gap} says so. */
    private static final int MOST = 500_000;

    private final JobStore jobs;
    private final VirtualClock clock;
    private final EventExecutor loop;
    private final JobJson json;
    private final Map<Job, Followed> followed = new IdentityHashMap<>();
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable Runnable listening;
    /** Whether all jobs are followed that existed when this began. */
    private boolean ready;
    /** Whether no job was left out so far. */
    private boolean complete;

    private Cancellable timer = () -> false;
    private long timerAt = Micros.NEVER;
    private Listener reader = (type, json) -> {};

    /** Receives the events. */
    interface Listener {

        /** @param json as {@link JobJson#forAll} writes it */
        void told(String type, byte[] json);
    }

    AllJobsFollower(Services services, JobJson json) {
        this.jobs = services.jobs();
        this.clock = services.clock();
        this.loop = services.loop();
        this.json = json.forAll();
    }

    /**
     * Reports every change from now on. At first changes may be reported late, but in the right order for each job. A second
     * call changes nothing but adds its {@code whenReady}.
     *
     * @param whenReady called once changes are reported on time: now, or soon
     */
    void follow(Listener events, Runnable whenReady) {
        waiting.add(whenReady);
        if (listening == null) {
            begin(events);
        } else if (ready) {
            tellReady();
        }
    }

    private void begin(Listener events) {
        reader = events;
        complete = true;
        Runnable[] round = new Runnable[1];
        round[0] = jobs.subscribe(new JobListener() {
            @Override
            public void submitted(Job job) {
                // Now, if this is the loop: the job's first change may be due before the loop runs its next task.
                if (loop.inEventLoop()) {
                    AllJobsFollower.this.submitted(job);
                } else {
                    loop.execute(() -> AllJobsFollower.this.submitted(job));
                }
            }

            @Override
            public void changed(Job job, long now) {
                loop.execute(() -> AllJobsFollower.this.changed(job));
            }

            @Override
            public void removed(Job job) {
                loop.execute(() -> AllJobsFollower.this.removed(job));
            }
        });
        listening = round[0];
        resume(JobQuery.newest(AT_ONCE), clock.micros(), round[0]);
    }

    /** Page by page, with the other tasks of the loop in between. */
    private void resume(JobQuery page, long from, Runnable round) {
        if (listening != round) {
            return;
        }
        long now = clock.micros();
        JobPage some = jobs.list(page, now);
        for (Job job : some.jobs()) {
            if (!JobChange.isOver(job, from) && !followed.containsKey(job)) {
                watch(job, JobChange.last(job.timeline(), JobChange.until(from)));
            }
        }
        String next = some.next();
        if (next == null) {
            ready = true;
            setTimer();
            tellReady();
        } else {
            // Not with execute(): the loop runs 64 of those before it reads from its connections again.
            loop.schedule(() -> resume(page.after(next), from, round), 0, TimeUnit.NANOSECONDS);
        }
    }

    private void tellReady() {
        List<Runnable> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(Runnable::run);
    }

    void stop() {
        if (listening != null) {
            listening.run();
            listening = null;
            ready = false;
            timer.cancel();
            timerAt = Micros.NEVER;
            followed.clear();
            queue.clear();
            waiting.clear();
        }
    }

    private void submitted(Job job) {
        if (listening != null) {
            JobChange submitted = JobChange.first(job.timeline());
            tell(job, submitted, submitted.at());
            if (!followed.containsKey(job)) {
                watch(job, submitted);
                setTimer();
            }
        }
    }

    private void changed(Job job) {
        Followed one = followed.get(job);
        if (one != null) {
            tell(job, one, clock.micros());
            setTimer();
        }
    }

    private void removed(Job job) {
        Followed one = followed.remove(job);
        if (one != null) {
            long now = clock.micros();
            one.transitions.each(now, change -> tell(job, change, now));
            tell("removed", "{\"id\":\"" + job.id() + "\"}");
        }
    }

    private void watch(Job job, JobChange told) {
        if (followed.size() < MOST) {
            Followed one = new Followed(new JobChange.Cursor(job, told));
            followed.put(job, one);
            enter(job, one);
        } else if (complete) {
            complete = false;
            tell("gap", "{}");
        }
    }

    private void enter(Job job, Followed one) {
        one.next = one.transitions.nextAt();
        if (one.next != Micros.NEVER) {
            queue.add(new Due(one.next, job));
        }
    }

    private void tell(Job job, Followed one, long now) {
        one.transitions.each(now, change -> tell(job, change, now));
        if (JobChange.isOver(job, now)) {
            followed.remove(job);
        } else {
            enter(job, one);
        }
    }

    private void tell(Job job, JobChange change, long now) {
        reader.told("job", json.bytes(job, change, now));
    }

    private void tell(String type, String json) {
        reader.told(type, json.getBytes(US_ASCII));
    }

    /** Sets the timer to the first in the queue. */
    private void setTimer() {
        // Before all jobs are in the queue, its first need not be the first of all.
        long first = queue.isEmpty() || !ready ? Micros.NEVER : queue.element().at();
        if (first != timerAt) {
            timer.cancel();
            timerAt = first;
            timer = first == Micros.NEVER ? () -> false : clock.schedule(first, loop, this::tellDue);
        }
    }

    private void tellDue() {
        long now = clock.micros();
        timerAt = Micros.NEVER;
        for (int i = 0; i < AT_ONCE && !queue.isEmpty() && queue.element().at() <= now; i++) {
            Due due = queue.remove();
            Followed one = followed.get(due.job());
            // It differs if the job was changed by hand: then the job is in the queue a second time.
            if (one != null && one.next == due.at()) {
                tell(due.job(), one, due.at());
            }
        }
        if (!queue.isEmpty() && queue.element().at() <= now) {
            // By a timer, so that a clock that is moved by hand waits for it.
            timerAt = now;
            timer = clock.schedule(now, loop, this::tellDue);
        } else {
            setTimer();
        }
    }

    private static final class Followed {
        final JobChange.Cursor transitions;
        long next;

        Followed(JobChange.Cursor transitions) {
            this.transitions = transitions;
        }
    }

    private record Due(long at, Job job) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(job.number(), other.job.number());
        }
    }
}
