package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.Rule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where one client was refused lately: the paths that answered with an error, and what it does there next. */
final class Places {

    private static final int MOST = 100;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    /** The first status of an error. */
    private static final int ERROR = 400;

    /** Some services know a new job only after some seconds, so a client may ask again. */
    private static final long YOUNG = 30_000_000;

    private final Map<Integer, Place> places = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Place> eldest) {
            forgotten |= size() > MOST;
            return size() > MOST;
        }
    };

    private boolean forgotten;

    /** What is known of one path. */
    private static final class Place {
        int rejection;
        int rejections;
        long earliest;
        /** Submissions that were answered with an error, and made jobs all the same: the hashes of the last bodies. */
        final Deque<Integer> submitted = new ArrayDeque<>(0);
    }

    /** A request comes. */
    void asked(SeenRequest request, ClientRecord client) {
        Place place = places.isEmpty() ? null : places.get(request.place);
        if (place == null) {
            return;
        }
        client.retryAfter(request, place.earliest);
        boolean young = place.rejection == NOT_FOUND && isYoung(request);
        // After 401, a client may send a new key.
        int allowed = place.rejection == UNAUTHORIZED ? 1 : 0;
        if (place.rejections > allowed && !young) {
            client.broken(Rule.STOPS_AFTER_REJECTION, request, () -> "it got " + place.rejection + " here before");
        }
        if (place.submitted.contains(request.bodyHash) && !request.hasIdempotencyKey) {
            client.broken(
                    Rule.CREATES_ONCE,
                    request,
                    () -> "the same submission was answered with an error before, but its jobs exist; this one has no"
                            + " Idempotency-Key");
        }
    }

    /**
     * It is answered.
     *
     * @param earliest when {@code Retry-After} allows the next request, for a request that is for no job; 0 without one
     */
    void answered(SeenRequest request, int status, boolean submits, long earliest, ClientRecord client) {
        boolean rejected = status == UNAUTHORIZED || status == FORBIDDEN || status == NOT_FOUND || status == GONE;
        boolean mayHaveWorked = submits && (status == 0 || status >= ERROR);
        if (!rejected && !mayHaveWorked && earliest == 0) {
            if (!places.isEmpty() && status != 0 && status < ERROR) {
                succeeded(request);
            }
            return;
        }
        Place place = places.computeIfAbsent(request.place, any -> new Place());
        place.earliest = earliest;
        if (rejected) {
            if (place.rejections++ == 0) {
                client.check(Rule.STOPS_AFTER_REJECTION);
            }
            place.rejection = status;
        }
        if (mayHaveWorked) {
            client.check(Rule.CREATES_ONCE);
            place.submitted.add(request.bodyHash);
            if (place.submitted.size() > MOST) {
                place.submitted.remove();
            }
        }
    }

    private void succeeded(SeenRequest request) {
        Place place = places.get(request.place);
        if (place != null) {
            place.submitted.remove(request.bodyHash);
            if (place.submitted.isEmpty()) {
                places.remove(request.place);
            } else {
                place.earliest = 0;
                place.rejections = 0;
            }
        }
    }

    /** Whether there were more paths than are kept. */
    boolean hasForgotten() {
        return forgotten;
    }

    private static boolean isYoung(SeenRequest request) {
        return request.jobs() == 1
                && request.at - request.job(0).timeline().plan().submittedAt() < YOUNG;
    }
}
