package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.ledger.Timeline.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The jobs of one request: that the client asks for them, and what responses show of each. They are drawn, too. */
final class AskedJobs {

    /** Of one request for many jobs, so many are drawn. */
    private static final int MOST_DRAWN = 100;

    private static final int SHOWS_NOTHING = -1;
    /** In a stream of all jobs, each event begins with the id of one. */
    private static final Pattern EVENT = Pattern.compile("^data: \\{\"id\":\"([^\"]+)", Pattern.MULTILINE);

    private final Ledger ledger;
    private final ClientRecord client;
    private final SeenRequest request;
    private final boolean offersHold;
    /** What the client asks for, if the endpoint looks at no job: the job of the small system, or that of a refused poll. */
    private @Nullable JobRecord only;
    /** For so many jobs it is noted that the client asks. */
    private int noted;
    /** The first one that is not over; 0 if all are. */
    private int first;
    /** Whether one path stands for all of them, and the client has not seen the end of each. */
    private boolean othersRun;
    /** Whether the endpoint lists jobs. Some may be those of other clients. */
    boolean areListed;

    AskedJobs(Ledger ledger, ClientRecord client, SeenRequest request, boolean offersHold, @Nullable JobRecord small) {
        this.ledger = ledger;
        this.client = client;
        this.request = request;
        this.offersHold = offersHold;
        this.only = small;
    }

    int count() {
        return only != null ? 1 : request.jobCount();
    }

    /** Whether the path alone says which job it is. */
    boolean isOneByPlace() {
        return only != null;
    }

    /** Whether the client has seen the end of its only job, and reads more of it elsewhere. */
    boolean isResult() {
        JobRecord record = only == null && request.jobCount() == 1 && !areListed ? known(0) : null;
        return record != null && record.isOverElsewhere(request.pathOnly);
    }

    /** A request at a path that names no job was refused: it counts for the job of the poll before. */
    void takeThatOfThePollBefore(boolean rejected) {
        only = client.jobAt.get(request.place);
        if (only != null && rejected) {
            client.rejected.put(only.last(), true);
        }
        if (only == null && client.jobAt.mayHaveForgotten(request.place)) {
            client.forgotten++;
        }
    }

    /** Notes that the client asks for all of them. */
    void ask() {
        request.trim();
        for (int i = 0; !areListed && i < count(); i++) {
            ask(record(i));
        }
    }

    /** Notes that the client asks for the next one. */
    private void ask(JobRecord record) {
        int index = noted++;
        if (index == 0) {
            client.passTo(request.at);
            first = firstRunning();
            othersRun = request.hasId && count() > 1 && !record(first).isOver();
        }
        record.asked(request, index == first, othersRun);
    }

    /** The first one that is not over; 0 if all are. */
    private int firstRunning() {
        for (int i = 0; i < count(); i++) {
            if (!record(i).isOver()) {
                return i;
            }
        }
        return 0;
    }

    /** If the next request at that path is refused, it is for one of these. */
    private void remember() {
        if (noted > 0) {
            client.askedAt(request.place, record(firstRunning()));
        }
    }

    /** The client has changed them. */
    void inform() {
        for (int i = 0; i < request.jobCount(); i++) {
            JobRecord known = known(i);
            if (known != null) {
                known.informed();
            }
        }
    }

    /**
     * Notes what the response, or a part of a stream, says of each.
     *
     * @param polls whether the client asks for them
     * @param shows whether the client sees the present states
     * @return whether all are over
     */
    boolean show(Kind kind, SeenResponse seen, boolean polls, boolean shows) {
        boolean all = true;
        if (shows) {
            client.refusedPaths.saw(request);
        }
        for (int i = 0; i < count(); i++) {
            long endedAt = shows ? endedAt(i, seen.at()) : Micros.NEVER;
            boolean ended = endedAt <= seen.at();
            all &= ended;
            boolean isCreated = kind == Kind.CREATE && seen.earliest() != 0;
            JobRecord record = areListed ? known(i) : polls || ended || isCreated ? record(i) : null;
            if (areListed && record == null) {
                continue; // Somebody else's.
            }
            if (record != null && polls && !areListed && i == noted) {
                ask(record);
            }
            if (record != null && i < noted && kind != Kind.STREAM) {
                // A request for a job that is over, or that shows no job, is never held.
                record.answered(request, seen, i == 0, offersHold && (seen.held() || shows && !ended));
            }
            if (record != null && isCreated) {
                record.hinted(seen);
            }
            if (record != null && shows) {
                record.showed(request, seen.at(), endedAt);
            } else if (record != null && !seen.failed()) {
                record.showedNothing();
            }
            if (i < MOST_DRAWN) {
                long job = record != null ? record.job : request.job(i).number();
                int told = !shows ? SHOWS_NOTHING : (ended ? state(i, seen.at()) : State.RUNNING).ordinal();
                draw(kind, job, request.at, seen.at(), seen.status(), told);
            }
        }
        remember();
        return all;
    }

    /** Events of a stream of all jobs. Each counts if the client knows the job. */
    void show(String events, long now) {
        EVENT.matcher(events)
                .results()
                .forEach(event -> ledger.find(event.group(1), now).ifPresent(job -> {
                    request.looksAt(job);
                    client.refusedPaths.saw(request);
                    JobRecord record = known(0);
                    if (record != null) {
                        record.showed(request, now, endedAt(0, now));
                        int told = state(0, now).ordinal();
                        draw(Kind.STREAM, record.job, now, now, SeenResponse.OK, told);
                    }
                    request.forgetJobs();
                }));
    }

    /** A stream is over. */
    void close(SeenResponse seen) {
        for (int i = 0; i < noted; i++) {
            record(i).answered(request, seen, i == 0, false);
        }
    }

    /** The request is drawn while it is open, and again when it ends. */
    void drawOpen(Kind kind) {
        for (int i = 0; i < Math.min(noted, MOST_DRAWN); i++) {
            draw(kind, record(i).job, request.at, Micros.NEVER, 0, SHOWS_NOTHING);
        }
    }

    private void draw(Kind kind, long job, long begin, long end, int status, int told) {
        ledger.timeline().add(kind, client.index, job, begin, end, status, told);
    }

    private JobRecord record(int i) {
        return only != null ? only : ledger.record(client, request.job(i), i);
    }

    /** Null for somebody else's job. */
    private @Nullable JobRecord known(int i) {
        Job job = request.job(i);
        JobRecord known = client.known(job.number(), i);
        return known == null && ledger.webhooks.submitter(job.number()) == client ? record(i) : known;
    }

    /** When a job ended; never if it is not over now. */
    private long endedAt(int i, long now) {
        if (only != null) {
            return only.endsAtByKey();
        }
        JobTimeline timeline = request.job(i).timeline();
        long endsAt = timeline.endsAt();
        return endsAt <= now && timeline.overFrom(now) <= now ? endsAt : Micros.NEVER;
    }

    private State state(int i, long now) {
        return only != null ? ledger.smallOutcome(now) : request.job(i).at(now).state();
    }
}
