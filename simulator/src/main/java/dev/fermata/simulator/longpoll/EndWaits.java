package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobStore;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is held until jobs are over. Their timelines say when that will be; here is kept who has to be told when a timeline is
 * changed, or a job removed.
 *
 * <p>A request may ask for a thousand jobs, hundreds of times a second: a job of one request costs a place in a table,
 * and no object. To be used on the event loop.
 */
final class EndWaits {

    /** In all, some 50 MB of places. Who comes later is not held. */
    private static final int MOST = 2_000_000;

    /** By job the one who is held, or a set of them when there are several. */
    private final Map<Job, Object> held = new IdentityHashMap<>();

    private int places;
    /** For other threads, on which jobs may be removed by the thousand. */
    private volatile boolean any;

    EndWaits(JobStore jobs, Executor loop) {
        jobs.subscribe(new JobListener() {
            @Override
            public void changed(Job job, long now) {
                if (any) {
                    // Never at once: whoever changed it is first to know.
                    loop.execute(() -> tell(job, EndWait::look));
                }
            }

            @Override
            public void removed(Job job) {
                if (any) {
                    loop.execute(() -> tell(job, EndWait::answerNow));
                }
            }
        });
    }

    boolean hasRoomFor(int jobs) {
        return places + jobs <= MOST;
    }

    /** @param jobs each of them once */
    void add(List<Job> jobs, EndWait hold) {
        places += jobs.size();
        // Before anybody looks at their timelines, so that none is changed unnoticed after that.
        any = true;
        for (Job job : jobs) {
            Object before = held.putIfAbsent(job, hold);
            if (before != null) {
                add(job, before, hold);
            }
        }
    }

    private void add(Job job, Object before, EndWait hold) {
        if (before instanceof Several several) {
            several.holds.add(hold);
        } else {
            Several both = new Several();
            both.holds.add((EndWait) before);
            both.holds.add(hold);
            held.put(job, both);
        }
    }

    void remove(List<Job> jobs, EndWait hold) {
        places -= jobs.size();
        for (Job job : jobs) {
            if (!held.remove(job, hold) && held.get(job) instanceof Several several) {
                several.holds.remove(hold);
                if (several.holds.isEmpty()) {
                    held.remove(job);
                }
            }
        }
        any = places > 0;
    }

    private void tell(Job job, Consumer<EndWait> news) {
        @Nullable Object who = held.get(job);
        if (who instanceof EndWait one) {
            news.accept(one);
        } else if (who instanceof Several several) {
            // Who is answered leaves.
            List.copyOf(several.holds).forEach(news);
        }
    }

    private static final class Several {
        final Set<EndWait> holds = new HashSet<>();
    }
}
