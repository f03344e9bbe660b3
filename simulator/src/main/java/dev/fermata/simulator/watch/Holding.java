package dev.fermata.simulator.watch;

import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.engine.Micros;
import dev.fermata.simulator.http.Later;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** Holds requests that want to be held. To be used on the event loop. */
public final class Holding {

    private final SimulatorClock clock;
    private final Executor loop;
    private final JobWatches watches;
    private final JobEnds ends;
    private final int most;
    /** Those that are held for something else than jobs. */
    private final Set<EndHold> others = new HashSet<>();

    /** @param most how long a request may be held */
    public Holding(SimulatorClock clock, Executor loop, JobStore jobs, JobWatches watches, Duration most) {
        this.clock = clock;
        this.loop = loop;
        this.watches = watches;
        this.ends = new JobEnds(jobs, loop);
        this.most = (int) most.toSeconds();
    }

    /**
     * How the request wants to be held, at most for as long as is allowed here.
     *
     * @throws RefusedException for parameters that make no sense
     */
    public Wish wish(Request request) {
        return Wishes.of(request, most);
    }

    /** Whether there is room to wait for so many jobs for one more request. */
    public boolean hasRoomFor(int jobs, Wish wish) {
        return wish.terminal() ? ends.hasRoomFor(jobs) : watches.hasRoomFor(jobs);
    }

    /**
     * Answers when there is news of one of the jobs, as the request wishes, or when its time is up.
     *
     * @param jobs each of them once
     */
    public Later hold(List<Job> jobs, Wish wish, long now, Supplier<Response> answer) {
        return wish.terminal() ? untilEnd(jobs, wish, now, answer) : untilChange(jobs, wish, now, answer);
    }

    private Later untilChange(List<Job> jobs, Wish wish, long now, Supplier<Response> answer) {
        return reply -> {
            Hold hold = new Hold(reply, answer);
            hold.watch(watches, jobs, now);
            hold.until(clock.schedule(deadline(wish, now), loop, hold));
            return hold;
        };
    }

    private Later untilEnd(List<Job> jobs, Wish wish, long now, Supplier<Response> answer) {
        return reply -> {
            EndHold hold = new EndHold(reply, answer, clock, loop);
            ends.add(jobs, hold);
            hold.begin(new EndHold.Until(at -> firstEnd(jobs, at), deadline(wish, now), () -> ends.remove(jobs, hold)));
            return hold;
        };
    }

    private static long firstEnd(List<Job> jobs, long now) {
        long first = Micros.NEVER;
        for (int i = 0; i < jobs.size() && first > now; i++) {
            first = Math.min(first, jobs.get(i).course().overFrom(now));
        }
        return first;
    }

    /**
     * Answers at the time that is told, or when the request's time is up. After {@link #look} it is asked for once more.
     *
     * @param over tells when it is over, as it looks at a time: at that time or before, or at a later one
     */
    public Later until(LongUnaryOperator over, Wish wish, long now, Supplier<Response> answer) {
        return reply -> {
            EndHold hold = new EndHold(reply, answer, clock, loop);
            others.add(hold);
            hold.begin(new EndHold.Until(over, deadline(wish, now), () -> others.remove(hold)));
            return hold;
        };
    }

    /** What is held for something else than jobs may have to be answered at another time now. Called by any thread. */
    public void look() {
        // Who is answered leaves.
        loop.execute(() -> List.copyOf(others).forEach(EndHold::look));
    }

    private static long deadline(Wish wish, long now) {
        return now + wish.seconds() * 1_000_000L;
    }
}
