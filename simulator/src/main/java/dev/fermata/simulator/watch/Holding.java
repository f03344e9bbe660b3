package dev.fermata.simulator.watch;

import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.http.Later;
import dev.fermata.simulator.http.Prefer;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Holds requests that ask for it: {@code Prefer: wait=30} (RFC 7240) or {@code ?wait=30}. To be used on the event loop. */
public final class Holding {

    private static final AsciiString PREFER = AsciiString.cached("prefer");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final SimulatorClock clock;
    private final Executor loop;
    private final JobWatches watches;
    private final int most;

    public Holding(SimulatorClock clock, Executor loop, JobWatches watches, Duration most) {
        this.clock = clock;
        this.loop = loop;
        this.watches = watches;
        this.most = (int) most.toSeconds();
    }

    /**
     * How many seconds the request may be held, at most as many as are allowed here; 0 when it is not to be held.
     *
     * @throws RefusedException for a parameter {@code wait} that is no number; a header that cannot be understood is
     *     ignored, as its RFC wants it
     */
    public int seconds(Request request) {
        String parameter = request.query("wait");
        if (parameter != null) {
            if (!SECONDS.matcher(parameter).matches()) {
                throw RefusedException.badRequest(
                        "invalid_wait", "wait is '" + parameter + "'; allowed is a number of seconds, such as 30.");
            }
            return Math.min(Integer.parseInt(parameter), most);
        }
        if (!request.head().headers().contains(PREFER)) {
            return 0;
        }
        return Prefer.waiting(request.head().headers().getAll(PREFER))
                .map(wanted -> (int) Math.min(wanted.toSeconds(), most))
                .orElse(0);
    }

    /** The header that says that the wish to wait was heeded: name and value, or nothing for 0. */
    public static String[] applied(int seconds) {
        return seconds == 0 ? new String[0] : new String[] {"preference-applied", "wait=" + seconds};
    }

    /** Whether so many jobs can be watched for one more request. */
    public boolean hasRoomFor(int jobs) {
        return watches.hasRoomFor(jobs);
    }

    /** Answers when one of the jobs changes, or after so many seconds of the simulator's time. */
    public Later untilChange(List<Job> jobs, long now, int seconds, Supplier<Response> answer) {
        return reply -> {
            Hold hold = new Hold(reply, answer);
            hold.watch(watches, jobs, now);
            hold.until(clock.schedule(now + seconds * 1_000_000L, loop, hold));
            return hold;
        };
    }

    /** Answers at that time, or after so many seconds. */
    public Later until(long change, long now, int seconds, Supplier<Response> answer) {
        return reply -> {
            Hold hold = new Hold(reply, answer);
            hold.until(clock.schedule(Math.min(change, now + seconds * 1_000_000L), loop, hold));
            return hold;
        };
    }
}
