package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Stage;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.longpoll.JobWaits.JobWait;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** Holds requests until jobs change, or until the time of the request is over. To be used on the event loop. */
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
     * How long the client prefers that the request is held, and for what; at most the allowed time.
     *
     * @throws RefusedException for invalid parameters
     */
    public Preference preference(Request request) {
        return Preference.of(request, most);
    }

    /** That the request is held until the job ends, for at most so many seconds; at most the allowed time. */
    public Preference untilEnd(int seconds) {
        return seconds == 0 || most == 0 ? Preference.NONE : new Preference(Math.min(seconds, most), true);
    }

    /** Whether there is room for one more request that waits for this number of jobs. */
    public boolean hasRoomFor(int jobs) {
        return waits.hasRoomFor(jobs);
    }

    /**
     * Responds when one of the jobs changes as the request prefers, or when the time of the request is over.
     *
     * @param jobs without duplicates
     */
    public DeferredResponse hold(List<Job> jobs, Preference preference, long now, Supplier<Response> response) {
        LongUnaryOperator event = preference.terminal() ? at -> firstEnd(jobs, at) : firstChange(jobs, now);
        return hold(jobs, event, preference, now, response);
    }

    /**
     * Responds at the time of an event, or when the time of the request is over. {@link #timesMayHaveChanged} computes the time again.
     *
     * @param event the time of the next event, seen from a time; this time or an earlier one if there is one now
     */
    public DeferredResponse until(
            LongUnaryOperator event, Preference preference, long now, Supplier<Response> response) {
        return hold(List.of(), event, preference, now, response);
    }

    /** The events of {@link #until} may have other times now. Called by any thread. */
    public void timesMayHaveChanged() {
        waits.wakeWithoutJobs();
    }

    private DeferredResponse hold(
            List<Job> jobs, LongUnaryOperator event, Preference preference, long now, Supplier<Response> response) {
        long most = preference.seconds() * 1_000_000L;
        return writer -> {
            LongUnaryOperator over = at -> Math.min(event.applyAsLong(at), now + most);
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

    /** The time at which the state or stage of one of the jobs differs from that at {@code since}. */
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
