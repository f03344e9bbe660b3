package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Stage;
import dev.fermata.simulator.job.store.Job;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** Holds requests until there is news, or their time is up. To be used on the event loop. */
public final class LongPolls {

    private static final int STAGES = Stage.values().length;

    private final JobWaits waits;
    private final int most;

    /** @param most how long a request may be held */
    public LongPolls(JobWaits waits, Duration most) {
        this.waits = waits;
        this.most = (int) most.toSeconds();
    }

    /**
     * How the request wants to be held, at most for as long as is allowed here.
     *
     * @throws RefusedException for parameters that make no sense
     */
    public WaitPreference preference(Request request) {
        return WaitPreference.of(request, most);
    }

    /** Whether there is room for one more request that waits for this number of jobs. */
    public boolean hasRoomFor(int jobs) {
        return waits.hasRoomFor(jobs);
    }

    /**
     * Responds when there is news of one of the jobs, as the request prefers, or when its time is up.
     *
     * @param jobs each of them once
     */
    public DeferredResponse hold(List<Job> jobs, WaitPreference preference, long now, Supplier<Response> response) {
        LongUnaryOperator news = preference.terminal() ? at -> firstEnd(jobs, at) : firstChange(jobs, now);
        return hold(jobs, news, preference, now, response);
    }

    /**
     * Responds at the time of the news, or when the request's time is up. After {@link #newsMayHaveMoved} the time is asked for
     * again.
     *
     * @param news says when there is news, as seen from a time: at that time or before, or later
     */
    public DeferredResponse until(
            LongUnaryOperator news, WaitPreference preference, long now, Supplier<Response> response) {
        return hold(List.of(), news, preference, now, response);
    }

    /** There may be news at another time for the requests of {@link #until}. Called by any thread. */
    public void newsMayHaveMoved() {
        waits.wakeWithoutJobs();
    }

    private DeferredResponse hold(
            List<Job> jobs, LongUnaryOperator news, WaitPreference preference, long now, Supplier<Response> response) {
        long most = preference.seconds() * 1_000_000L;
        return writer -> {
            LongUnaryOperator over = at -> Math.min(news.applyAsLong(at), now + most);
            LongPoll poll = new LongPoll(jobs, over, waits.realTimeIn(most), writer, response);
            poll.begin();
            return poll;
        };
    }

    private static long firstEnd(List<Job> jobs, long now) {
        long first = Micros.NEVER;
        for (int i = 0; i < jobs.size() && first > now; i++) {
            first = Math.min(first, jobs.get(i).timeline().overFrom(now));
        }
        return first;
    }

    /** When the state or stage of one of the jobs is another one than at that time. */
    private static LongUnaryOperator firstChange(List<Job> jobs, long since) {
        byte[] before = new byte[jobs.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = stateAndStage(jobs.get(i).timeline(), since);
        }
        return now -> {
            long first = Micros.NEVER;
            for (int i = 0; i < before.length && first > now; i++) {
                JobTimeline timeline = jobs.get(i).timeline();
                boolean same = stateAndStage(timeline, now) == before[i];
                first = same ? Math.min(first, timeline.nextChangeAfter(now)) : now;
            }
            return first;
        };
    }

    private static byte stateAndStage(JobTimeline timeline, long now) {
        Snapshot snapshot = timeline.at(now);
        return (byte) (snapshot.state().ordinal() * STAGES + snapshot.stage().ordinal());
    }

    private final class LongPoll extends JobWait {

        private final LongUnaryOperator over;
        private final ResponseWriter writer;
        private final Supplier<Response> response;
        private long next;

        LongPoll(
                List<Job> jobs,
                LongUnaryOperator over,
                long limit,
                ResponseWriter writer,
                Supplier<Response> response) {
            super(waits, jobs, limit);
            this.over = over;
            this.writer = writer;
            this.response = response;
        }

        @Override
        protected long look(long now) {
            writer.attempt(() -> next = over.applyAsLong(now));
            if (writer.open() && next > now && !isLate()) {
                return next;
            }
            answerNow();
            return Micros.NEVER;
        }

        @Override
        protected void removed(long now) {
            answerNow();
        }

        @Override
        public void answerNow() {
            if (end()) {
                writer.attempt(() -> writer.send(response.get()));
            }
        }
    }
}
