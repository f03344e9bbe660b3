package dev.fermata.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request under way, for one job or many, and the number of waits that want its answer: when the last of them turns away, the
 * connection is broken off. Thread-safe; the lock is never held while foreign code runs.
 */
final class Exchange {

    /** Answers about several jobs may be longer by so much for each. */
    private static final int BYTES_PER_JOB = 8 * 1024;

    /** Those who shared a held request ask again only so much later for each of them: it may be answered at once again. */
    private static final Duration GAP_PER_JOB = Duration.ofNanos(200_000);

    /** What is older than anything: the server answers at once. */
    private static final String NO_VERSION = "\"none\"";

    final Duration sentAt;
    private final Set<Target> targets = new LinkedHashSet<>();
    private Duration hold = Duration.ZERO;
    private int passengers;
    private boolean over;
    private @Nullable CompletableFuture<HttpResponse<byte[]>> response;
    private @Nullable URI uri;
    /** In the order of the request. Set before it is sent. */
    private volatile List<Target> asked = List.of();

    private final boolean isFirst;

    /** @param isFirst whether it is to be answered at once, though the wish to be held is told: no version of its answer is known */
    Exchange(Duration sentAt, boolean isFirst) {
        this.sentAt = sentAt;
        this.isFirst = isFirst;
    }

    /** One more wait wants the answer, and would have the request held so long. Before the request is sent. */
    synchronized void board(Target target, Duration holdFor) {
        hold = targets.isEmpty() || holdFor.compareTo(hold) < 0 ? holdFor : hold;
        targets.add(target);
        passengers++;
    }

    /** One more wait wants the answer of a request that may have been sent already. False if it is too late for that. */
    synchronized boolean join() {
        if (over || passengers == 0) {
            return false;
        }
        passengers++;
        return true;
    }

    /** One wait less wants the answer. */
    void leave() {
        CompletableFuture<HttpResponse<byte[]>> unwanted;
        synchronized (this) {
            unwanted = --passengers == 0 ? response : null;
        }
        if (unwanted != null) {
            unwanted.cancel(true);
        }
    }

    synchronized boolean isEmpty() {
        return targets.isEmpty();
    }

    /** How long the server is asked to hold the request; zero for not at all. */
    synchronized Duration hold() {
        return hold;
    }

    synchronized List<Target> targets() {
        return List.copyOf(targets);
    }

    /**
     * Makes the request. One that is to be held asks for the same jobs as the one before it did, and names the version that is known:
     * a job that has ended between the two is then told at once.
     */
    HttpRequest request(Backend backend) {
        List<Target> all = targets();
        Duration hold = hold();
        if (all.size() == 1) {
            return prefer(all.get(0).request(), hold);
        }
        Group group = all.get(0).group();
        String version = group == null ? null : group.etag();
        boolean again = !hold.isZero() && !isFirst && group != null && version != null;
        asked = again && group != null ? group.targets() : all;
        HttpRequest request = prefer(backend.bulk().orElseThrow().look(ids(asked)), hold);
        if (hold.isZero() || !isFirst && !again) {
            return request;
        }
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .setHeader("If-None-Match", again && version != null ? version : NO_VERSION)
                .build();
    }

    private static HttpRequest prefer(HttpRequest request, Duration hold) {
        return hold.isZero()
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> true)
                        .setHeader("Prefer", "wait=" + hold.toSeconds())
                        .build();
    }

    int maxBytes(int forOne) {
        long many = (long) forOne + (long) BYTES_PER_JOB * asked.size();
        return (int) Math.min(Integer.MAX_VALUE / 2, many);
    }

    /** The request is on its way. */
    void sent(URI to, CompletableFuture<HttpResponse<byte[]>> response) {
        boolean unwanted;
        synchronized (this) {
            this.uri = to;
            this.response = response;
            unwanted = passengers == 0;
        }
        if (unwanted) {
            response.cancel(true);
        }
    }

    /** Whether everybody has turned away. */
    synchronized boolean isUnwanted() {
        return passengers == 0;
    }

    synchronized void over() {
        over = true;
    }

    /** What was wrong when there was no answer. */
    synchronized String problem(@Nullable Throwable problem) {
        return uri == null ? "the request was not sent" : Problems.sentence(problem, uri);
    }

    String tooSlow() {
        return problem(new CancellationException());
    }

    /** What the answer means for each job. */
    Map<Target, Answer> read(Backend backend, HttpResponse<byte[]> response, Instant now) {
        List<Target> all = targets();
        boolean isHeld = !hold().isZero();
        Duration held = isHeld ? Replies.applied(response.headers()) : Duration.ZERO;
        if (all.size() == 1) {
            return Map.of(all.get(0), all.get(0).read(response, now, held));
        }
        Duration gap = GAP_PER_JOB.multipliedBy(all.size());
        return new BulkAnswer(backend.bulk().orElseThrow(), asked, held, !isFirst, gap).read(response, now);
    }

    static List<String> ids(List<Target> targets) {
        List<String> ids = new ArrayList<>(targets.size());
        targets.forEach(target -> ids.add(target.id()));
        return ids;
    }
}
