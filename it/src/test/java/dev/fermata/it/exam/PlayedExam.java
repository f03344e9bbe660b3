package dev.fermata.it.exam;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.cli.exam.ExamPart;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.report.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An exam that all entrants have taken at the same time, part after part, in real time. */
final class PlayedExam {

    /** A client submits jobs for so long. It takes at least two in most parts. */
    private static final Duration SUBMISSIONS = Duration.ofSeconds(5);
    /** More than its last submission and wait can take. Those that have no deadline are ended then. */
    private static final Duration LONGEST =
            SUBMISSIONS.plus(Candidate.DEADLINE.multipliedBy(2)).plusSeconds(1);
    /** How long the job of {@code GET /status} takes in the parts where it ends. */
    private static final Duration STATUS = Duration.ofSeconds(6);

    private final Map<ExamPart, List<RecordedRequest>> requests = new EnumMap<>(ExamPart.class);
    private final Map<ExamPart, Report> reports = new EnumMap<>(ExamPart.class);
    private final Map<ExamPart, Instant> statusEnds = new EnumMap<>(ExamPart.class);
    private final Map<String, Instant> ends = new HashMap<>();
    private final Map<Entrant, Candidate> candidates = new HashMap<>();

    static PlayedExam by(List<Entrant> entrants) throws Exception {
        PlayedExam exam = new PlayedExam();
        HttpServer trusting = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        trusting.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        trusting.start();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Simulator simulator = Simulator.builder().port(0).seed(13).start()) {
            for (ExamPart part : ExamPart.values()) {
                String callback = part == ExamPart.WEBHOOKS
                        ? "http://127.0.0.1:" + trusting.getAddress().getPort() + "/"
                        : null;
                exam.play(simulator, part, entrants, threads, callback);
            }
            exam.findEnds(simulator, entrants);
        } finally {
            exam.candidates.values().forEach(Candidate::close);
            threads.shutdownNow();
            trusting.stop(0);
        }
        return exam;
    }

    private void play(
            Simulator simulator,
            ExamPart part,
            List<Entrant> entrants,
            ExecutorService threads,
            @Nullable String callback)
            throws Exception {
        for (Entrant entrant : entrants) {
            if (!candidates.containsKey(entrant)) {
                candidates.put(entrant, entrant.start().begin(simulator));
            }
        }
        Scenario scenario = part.scenario().with("jobs.running_time", "log_normal 4s 0.3");
        // With as few jobs as a client takes here, chance must not decide whether it gets a webhook.
        simulator.play(
                part == ExamPart.WEBHOOKS
                        ? scenario.with("webhooks.forged_chance", 1).with("webhooks.lost_chance", 0)
                        : scenario);
        Instant begin = simulator.clock().now();
        if (part != ExamPart.STUCK) {
            statusEnds.put(part, begin.plus(STATUS));
        }
        List<Future<Void>> work = threads.invokeAll(
                entrants.stream()
                        .map(entrant -> (Callable<Void>) () -> {
                            takePart(candidates.get(entrant), callback);
                            return null;
                        })
                        .toList(),
                LONGEST.toMillis(),
                TimeUnit.MILLISECONDS);
        for (int i = 0; i < work.size(); i++) {
            if (work.get(i).isCancelled()) {
                // It waits for a job that never ends. In the next part it begins anew.
                candidates.remove(entrants.get(i)).close();
            }
        }
        requests.put(
                part,
                simulator.requests().stream()
                        .filter(request -> !request.at().isBefore(begin))
                        .toList());
        reports.put(part, simulator.report());
    }

    private static void takePart(Candidate candidate, @Nullable String callback) throws InterruptedException {
        for (long begin = System.nanoTime(); System.nanoTime() - begin < SUBMISSIONS.toNanos(); ) {
            try {
                candidate.takeJob(callback);
            } catch (InterruptedException ended) {
                throw ended;
            } catch (Exception | AssertionError failed) {
                // Its users would try another job.
                VideoApi.pause();
            }
        }
    }

    private void findEnds(Simulator simulator, List<Entrant> entrants) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (Entrant entrant : entrants) {
            for (String job : HandCount.jobs(entrant, requestsOf(entrant))) {
                String body = http.send(
                                HttpRequest.newBuilder(simulator.uri().resolve("/admin/jobs/" + job))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
                String end = JsonMapper.shared().readTree(body).path("ends_at").asString("");
                if (!end.isEmpty()) {
                    ends.put(job, Instant.parse(end));
                }
            }
        }
    }

    /** What one entrant sent, in all parts. */
    List<RecordedRequest> requestsOf(Entrant entrant) {
        List<RecordedRequest> all = new ArrayList<>();
        requests.keySet().forEach(part -> all.addAll(requestsOf(entrant, part)));
        return all;
    }

    List<RecordedRequest> requestsOf(Entrant entrant, ExamPart part) {
        return requests.get(part).stream().filter(entrant::sent).toList();
    }

    /** When jobs ended, by their ids as clients know them. Those that never end are missing. */
    Map<String, Instant> ends() {
        return ends;
    }

    /** When the job of {@code GET /status} ended in each part. */
    Map<ExamPart, Instant> statusEnds() {
        return statusEnds;
    }

    /** After all parts. */
    Report report() {
        return after(ExamPart.WEBHOOKS);
    }

    Report after(ExamPart part) {
        return reports.get(part);
    }
}
