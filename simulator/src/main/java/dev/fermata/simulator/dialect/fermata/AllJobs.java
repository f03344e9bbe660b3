package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobListener;
import dev.fermata.simulator.engine.JobPage;
import dev.fermata.simulator.engine.JobQuery;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.watch.JobWatches;
import dev.fermata.simulator.watch.Watch;
import dev.fermata.simulator.watch.Watcher;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Follows all jobs, while that is wanted. To be used on the event loop. */
final class AllJobs {

    private final JobStore jobs;
    private final LongSupplier clock;
    private final EventExecutor loop;
    private final JobJson json;
    private final JobWatches watches;
    private final Set<Followed> followed = new HashSet<>();
    private @Nullable Runnable listening;
    /** Whether there was room for all jobs so far. */
    private boolean complete;

    private BiConsumer<String, byte[]> reader = (type, event) -> {};

    AllJobs(JobStore jobs, LongSupplier clock, EventExecutor loop, JobJson json, JobWatches watches) {
        this.jobs = jobs;
        this.clock = clock;
        this.loop = loop;
        this.json = json;
        this.watches = watches;
    }

    /** From now on tells of every change: the type of the event, and its JSON. Asked again, it changes nothing. */
    void follow(BiConsumer<String, byte[]> events) {
        if (listening != null) {
            return;
        }
        reader = events;
        complete = true;
        listening = jobs.subscribe(new JobListener() {
            @Override
            public void submitted(Job job) {
                // At once where that is possible: the job's first change may be due before the loop gets round to it.
                if (loop.inEventLoop()) {
                    begin(job);
                } else {
                    loop.execute(() -> begin(job));
                }
            }
        });
        long now = clock.getAsLong();
        JobQuery page = JobQuery.newest(1_000);
        for (String next = ""; next != null; ) {
            JobPage some = jobs.list(page, now);
            some.jobs().forEach(job -> resume(job, now));
            next = some.next();
            page = page.after(next);
        }
    }

    void stop() {
        if (listening != null) {
            listening.run();
            listening = null;
            Set.copyOf(followed).forEach(Followed::end);
        }
    }

    private void begin(Job job) {
        if (listening != null) {
            long submitted = job.course().plan().submittedAt();
            reader.accept("job", json.bytes(job, submitted));
            watch(job, submitted, clock.getAsLong());
        }
    }

    private void resume(Job job, long now) {
        if (!job.at(now).state().terminal()) {
            watch(job, now, now);
        }
    }

    private void watch(Job job, long told, long now) {
        if (watches.hasRoomFor(1)) {
            new Followed(job, told, now).changed(job, now);
        } else if (complete) {
            complete = false;
            reader.accept("gap", "{}".getBytes(US_ASCII));
        }
    }

    private final class Followed implements Watcher {

        private final Transitions transitions;
        private final Watch watch;

        Followed(Job job, long told, long now) {
            transitions = new Transitions(job, told);
            watch = watches.watch(job, this, now);
            followed.add(this);
        }

        @Override
        public void changed(Job job, long now) {
            transitions.each(now, at -> reader.accept("job", json.bytes(job, at)));
            boolean there = jobs.find(job.number(), now).orElse(null) == job;
            if (!there) {
                reader.accept("removed", ("{\"id\":\"" + job.id() + "\"}").getBytes(US_ASCII));
            }
            if (!there || Transitions.isOver(job, now)) {
                end();
            }
        }

        void end() {
            watch.end();
            followed.remove(this);
        }
    }
}
