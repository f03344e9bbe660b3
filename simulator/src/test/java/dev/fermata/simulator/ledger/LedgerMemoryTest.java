package dev.fermata.simulator.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.PlainRequests;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Verdict;
import dev.fermata.simulator.webhook.Attempt;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the ledger takes of the heap when clients fill it to all its bounds. */
class LedgerMemoryTest {

    private static final double MIB = 1 << 20;
    private static final int JOBS = 20_000;
    private static final int HELD = 2_000;
    private static final int HELD_JOBS = 900;
    private static final String LONG = "/a-path-that-is-at-least-as-long-as-what-an-offence-shows-of-it".repeat(2);

    private final JobStore store = JobStore.inMemory(1);
    private final List<Job> jobs = new ArrayList<>();
    private final List<DeferredResponse> held = new ArrayList<>();
    private final List<Request> paths = new ArrayList<>();
    private final Ledger ledger = new Ledger(store, VirtualClock.frozen(), true, at -> 0, at -> 0, at -> false);
    private final SeenJobs seen = new SeenJobs(store, ledger);
    private long now = 1_000_000_000L;

    @Test
    void staysBelow32MiB() {
        JobSpec spec = JobSpec.of("https://example.com/a.mp4", "es");
        for (int i = 0; i < JOBS; i += 1_000) {
            jobs.addAll(store.submit(JobProfile.defaults(), Collections.nCopies(1_000, spec), now));
        }
        for (int i = 0; i < 100; i++) {
            paths.add(request(HttpMethod.GET, String.valueOf(i)));
        }
        long before = used();
        for (int i = 0; i < Clients.MOST; i++) {
            polls(i);
            lists(i);
            rejections(i);
            submissions(i);
        }
        holds();
        double taken = (used() - before) / MIB;
        System.out.printf("LedgerMemoryTest: the ledger takes %.1f MiB at most%n", taken);
        assertThat(taken).isBetween(10.0, 32.0);
        assertThat(ledger.report(1, null, now).clients()).hasSize(Clients.MOST).allSatisfy(this::isFull);
        assertThat(held).hasSize(HELD);
    }

    private void isFull(ClientReport client) {
        assertThat(client.ended()).isGreaterThanOrEqualTo(1_000);
        assertThat(client.rules())
                .filteredOn(result -> result.verdict() == Verdict.FAIL)
                .hasSizeGreaterThan(9)
                .extracting(RuleResult::first)
                .allSatisfy(first -> assertThat(first).isNotEmpty());
    }

    /** Before {@code Retry-After}, too often, without {@code If-None-Match}, and after the end. */
    private void polls(int client) {
        long begin = now;
        for (int i = 0; i < 12; i++) {
            now += i < 8 ? 10_000 : 3_600_000_000L;
            String wait = i % 4 == 0 ? "10" : "0";
            send(client, paths.get(0), asked -> looks(0, 1_000).with("retry-after", wait, "etag", "\"1\""));
        }
        now = begin;
    }

    private void rejections(int client) {
        for (Request path : paths) {
            for (HttpResponseStatus status : List.of(HttpResponseStatus.FORBIDDEN, HttpResponseStatus.NOT_FOUND)) {
                send(client, path, asked -> Response.empty(status).with("retry-after", "10"));
            }
        }
    }

    private void submissions(int client) {
        int slice = JOBS / Clients.MOST + 1;
        for (int i = 0; i < 200; i++) {
            Request submission = request(HttpMethod.POST, String.valueOf(i / 2));
            int from = (client * slice + i) % JOBS;
            send(client, submission, asked -> {
                looks(from, 1);
                Objects.requireNonNull(ledger.current).submits = true;
                return Response.empty(HttpResponseStatus.BAD_GATEWAY);
            });
            String id = "evt_0123456789abcdef_" + (100_000 + from);
            ledger.attempted(attempt(from, id, 500, false), now);
            ledger.attempted(attempt(from, id, 200, false), now);
            ledger.attempted(attempt(from, id + "_forged", 200, true), now);
        }
    }

    /** Of more lists than are kept. */
    private void lists(int client) {
        for (Request path : paths) {
            send(client, path, asked -> {
                seen.list(JobQuery.newest(1), now);
                return Response.empty(HttpResponseStatus.OK);
            });
        }
    }

    private Attempt attempt(int job, String id, int status, boolean forged) {
        var at = Micros.instant(now);
        String target = "https://example.com" + LONG;
        Attempt.Result result = Attempt.Result.DELIVERED;
        return new Attempt(jobs.get(job).id(), id, target, 1, result, at, at, status, null, null, forged);
    }

    private void holds() {
        for (int i = 0; i < HELD; i++) {
            int from = i;
            Request request = request(HttpMethod.GET, "held");
            FollowedRequest followed = follow(i % Clients.MOST, request, asked -> looks(from, HELD_JOBS));
            followed.answer(request);
            held.add(followed.later(request, writer -> HeldRequest.OVER));
        }
    }

    private void send(int client, Request request, Endpoint endpoint) {
        FollowedRequest followed = follow(client, request, endpoint);
        followed.answered(request, (Response) followed.answer(request));
    }

    private FollowedRequest follow(int client, Request request, Endpoint endpoint) {
        String name = "client " + client + " has a name that is longer than what the ledger keeps of it".repeat(100);
        request.head().headers().set("X-Client-Id", name).set("X-Client-Deadline", "60");
        return Objects.requireNonNull(ledger.follow(request, null, "fermata", endpoint, now));
    }

    private Response looks(int from, int count) {
        for (int i = from; i < from + count; i++) {
            seen.find(jobs.get(i).number(), now);
        }
        return Response.empty(HttpResponseStatus.OK);
    }

    private static Request request(HttpMethod method, String last) {
        return PlainRequests.of(method, LONG + "/" + last, last.getBytes(UTF_8));
    }

    /** The least of some measurements, because other threads of the test run allocate, too. */
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
