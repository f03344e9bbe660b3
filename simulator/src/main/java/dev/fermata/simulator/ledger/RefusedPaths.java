package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.Rule;

/** Where one client was refused lately: the paths that answered with an error, and what it does there next. */
final class RefusedPaths {

    private static final int MOST = 100;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    /** Some services know a new job only after some seconds, so a client may ask again. */
    private static final long YOUNG = 30_000_000;
    /** The client cannot know whether an id that it gets 404 for is new: so long it may find out. */
    private static final long GRACE = 10_000_000;

    private final RecentEntries<Integer, Place> places = new RecentEntries<>(MOST);
    /** By what tells submissions apart ({@link SeenRequest#submission}). */
    private final RecentEntries<Integer, Made> submitted = new RecentEntries<>(MOST);

    /** What is known of one path. Small, because there are many. */
    private static final class Place {
        short rejection;
        /** At most 2. */
        short rejections;

        long firstRejectedAt;
        long earliest;
        long earliestReal;
        /** See {@link ClientRecord#rate}. */
        long dueAt;
    }

    /**
     * A submission that was answered with an error, and made jobs all the same.
     *
     * @param job the first of them
     */
    private record Made(int idempotencyKey, long job) {}

    /** A request comes. */
    void asked(SeenRequest request, ClientRecord client) {
        Made made = request.isPost ? submitted.get(request.submission) : null;
        if (made != null && (made.idempotencyKey == 0 || made.idempotencyKey != request.idempotencyKey)) {
            String which = request.idempotencyKey == 0 ? "no" : made.idempotencyKey == 0 ? "the first" : "another";
            client.broken(
                    Rule.CREATES_ONCE,
                    request,
                    () -> "the same submission was answered with an error before, but its jobs exist; this one has "
                            + which + " Idempotency-Key");
        }
        Place place = places.isEmpty() ? null : places.get(request.place);
        if (place == null) {
            return;
        }
        client.retryAfter(request, place.earliest, place.earliestReal);
        place.dueAt = place.rejections == 0 ? 0 : client.rate(request, place.dueAt);
        boolean mayAppear = place.rejection == NOT_FOUND
                && (request.at - place.firstRejectedAt < GRACE || request.isForJobSince(request.at - YOUNG));
        // After 401, a client may send a new key.
        int allowed = place.rejection == UNAUTHORIZED ? 1 : 0;
        if (place.rejections > allowed && !mayAppear) {
            client.broken(Rule.STOPS_AFTER_REJECTION, request, () -> "it got " + place.rejection + " here before");
        }
    }

    /** A response showed the jobs of the request: who submits the same now does not do so blindly. */
    void saw(SeenRequest request) {
        for (int i = 0; !submitted.isEmpty() && i < request.jobCount(); i++) {
            long job = request.job(i).number();
            submitted.values().removeIf(made -> made.job == job);
        }
    }

    /**
     * It is answered.
     *
     * @param earliest when {@code Retry-After} allows the next request, for a request that is for no job; 0 without one
     */
    void answered(SeenRequest request, SeenResponse response, boolean submits, long earliest, ClientRecord client) {
        int status = response.status();
        boolean failed = response.failed() || status >= SeenResponse.ERROR;
        if (submits && failed && request.isPost) {
            client.check(Rule.CREATES_ONCE);
            submitted.put(
                    request.submission,
                    new Made(request.idempotencyKey, request.job(0).number()));
        } else if (!failed && request.isPost) {
            submitted.remove(request.submission);
        }
        boolean rejected = response.rejected();
        if (rejected || earliest != 0) {
            Place place = places.computeIfAbsent(request.place, any -> new Place());
            place.earliest = earliest;
            place.earliestReal = response.earliestReal();
            if (rejected && place.rejections == 0) {
                place.firstRejectedAt = request.at;
                client.check(Rule.STOPS_AFTER_REJECTION);
            }
            if (rejected) {
                place.rejection = (short) status;
                place.rejections = (short) Math.min(2, place.rejections + 1);
            }
        } else if (!failed && !places.isEmpty()) {
            places.remove(request.place);
        }
    }

    /** How many paths and submissions are no longer kept. */
    long forgotten() {
        return places.forgotten + submitted.forgotten;
    }
}
