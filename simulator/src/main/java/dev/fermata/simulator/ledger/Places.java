package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.Rule;

/** Where one client was refused lately: the paths that answered with an error, and what it does there next. */
final class Places {

    private static final int MOST = 100;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    /** The first status of an error. */
    private static final int ERROR = 400;

    /** Some services know a new job only after some seconds, so a client may ask again. */
    private static final long YOUNG = 30_000_000;
    /** The client cannot know whether an id that it gets 404 for is new: so long it may find out. */
    private static final long GRACE = 10_000_000;

    private final RecentEntries<Integer, Place> places = new RecentEntries<>(MOST);
    /** The keys of submissions that were answered with an error, and made jobs all the same. */
    private final RecentEntries<Integer, Integer> submitted = new RecentEntries<>(MOST);

    /** What is known of one path. */
    private static final class Place {
        int rejection;
        int rejections;
        long firstRejectedAt;
        long earliest;
        long earliestReal;
    }

    /** A request comes. */
    void asked(SeenRequest request, ClientRecord client) {
        Integer key = request.isPost ? submitted.get(request.submission) : null;
        if (key != null && (key == 0 || key != request.idempotencyKey)) {
            String which = request.idempotencyKey == 0 ? "no" : key == 0 ? "the first" : "another";
            client.broken(
                    Rule.CREATES_ONCE,
                    () -> request.offence("the same submission was answered with an error before, but its jobs exist;"
                            + " this one has " + which + " Idempotency-Key"));
        }
        Place place = places.isEmpty() ? null : places.get(request.place);
        if (place == null) {
            return;
        }
        client.retryAfter(request, place.earliest, place.earliestReal);
        boolean mayAppear = place.rejection == NOT_FOUND
                && (request.at - place.firstRejectedAt < GRACE || request.isForJobSince(request.at - YOUNG));
        // After 401, a client may send a new key.
        int allowed = place.rejection == UNAUTHORIZED ? 1 : 0;
        if (place.rejections > allowed && !mayAppear) {
            client.broken(
                    Rule.STOPS_AFTER_REJECTION, () -> request.offence("it got " + place.rejection + " here before"));
        }
    }

    /**
     * It is answered.
     *
     * @param earliest when {@code Retry-After} allows the next request, for a request that is for no job; 0 without one
     */
    void answered(SeenRequest request, SeenResponse response, boolean submits, long earliest, ClientRecord client) {
        int status = response.status();
        boolean failed = response.failed() || status >= ERROR;
        if (submits && failed && request.isPost) {
            client.check(Rule.CREATES_ONCE);
            submitted.put(request.submission, request.idempotencyKey);
        } else if (!failed && request.isPost) {
            submitted.remove(request.submission);
        }
        boolean rejected = response.rejected();
        if (rejected || earliest != 0) {
            Place place = places.computeIfAbsent(request.place, any -> new Place());
            place.earliest = earliest;
            place.earliestReal = response.earliestReal();
            if (rejected && place.rejections++ == 0) {
                place.firstRejectedAt = request.at;
                client.check(Rule.STOPS_AFTER_REJECTION);
            }
            place.rejection = rejected ? status : place.rejection;
        } else if (!failed && !places.isEmpty()) {
            places.remove(request.place);
        }
    }

    /** How many paths and submissions are no longer kept. */
    long forgotten() {
        return places.forgotten + submitted.forgotten;
    }
}
