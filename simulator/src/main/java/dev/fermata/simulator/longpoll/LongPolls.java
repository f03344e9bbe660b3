package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** Holds requests that want to be held. To be used on the event loop. */
public final class LongPolls {

    private final VirtualClock clock;
    private final Executor loop;
    private final JobObservers observers;
    private final EndWaits ends;
    private final int most;
    /** Those that are held for something else than jobs. */
    private final Set<EndWait> others = new HashSet<>();

    /** @param most how long a request may be held */
    public LongPolls(VirtualClock clock, Executor loop, JobStore jobs, JobObservers observers, Duration most) {
        this.clock = clock;
        this.loop = loop;
        this.observers = observers;
        this.ends = new EndWaits(jobs, loop);
        this.most = (int) most.toSeconds();
    }

    /**
     * How the request wants to be held, at most for as long as is allowed here.
     *
     * @throws RefusedException for parameters that make no sense
     */
    public WaitPreference preference(Request request) {
        return WaitPreferences.of(request, most);
    }

    /** Whether there is room to wait for so many jobs for one more request. */
    public boolean hasRoomFor(int jobs, WaitPreference preference) {
        return preference.terminal() ? ends.hasRoomFor(jobs) : observers.hasRoomFor(jobs);
    }

    /**
     * Answers when there is news of one of the jobs, as the request wishes, or when its time is up.
     *
     * @param jobs each of them once
     */
    public DeferredResponse hold(List<Job> jobs, WaitPreference preference, long now, Supplier<Response> answer) {
        return preference.terminal()
                ? untilEnd(jobs, preference, now, answer)
                : untilChange(jobs, preference, now, answer);
    }

    private DeferredResponse untilChange(
            List<Job> jobs, WaitPreference preference, long now, Supplier<Response> answer) {
        return reply -> {
            ChangeWait hold = new ChangeWait(reply, answer);
            hold.watch(observers, jobs, now);
            hold.until(clock.schedule(deadline(preference, now), loop, hold));
            return hold;
        };
    }

    private DeferredResponse untilEnd(List<Job> jobs, WaitPreference preference, long now, Supplier<Response> answer) {
        return reply -> {
            EndWait hold = new EndWait(reply, answer, clock, loop);
            ends.add(jobs, hold);
            hold.begin(new EndWait.Until(
                    at -> firstEnd(jobs, at), deadline(preference, now), () -> ends.remove(jobs, hold)));
            return hold;
        };
    }

    private static long firstEnd(List<Job> jobs, long now) {
        long first = Micros.NEVER;
        for (int i = 0; i < jobs.size() && first > now; i++) {
            first = Math.min(first, jobs.get(i).timeline().overFrom(now));
        }
        return first;
    }

    /**
     * Answers at the time that is told, or when the request's time is up. After {@link #look} it is asked for once more.
     *
     * @param over tells when it is over, as it looks at a time: at that time or before, or at a later one
     */
    public DeferredResponse until(
            LongUnaryOperator over, WaitPreference preference, long now, Supplier<Response> answer) {
        return reply -> {
            EndWait hold = new EndWait(reply, answer, clock, loop);
            others.add(hold);
            hold.begin(new EndWait.Until(over, deadline(preference, now), () -> others.remove(hold)));
            return hold;
        };
    }

    /** What is held for something else than jobs may have to be answered at another time now. Called by any thread. */
    public void look() {
        // Who is answered leaves.
        loop.execute(() -> List.copyOf(others).forEach(EndWait::look));
    }

    private static long deadline(WaitPreference preference, long now) {
        return now + preference.seconds() * 1_000_000L;
    }
}
