package dev.fermata.it.exam;

import dev.fermata.cli.exam.ExamPart;
import dev.fermata.simulator.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an entrant did, counted from the raw log of requests and the ends of jobs, without the ledger.
 *
 * @param refused those of the polls whose response showed no state
 * @param delays from each end that it saw until the request whose response showed it, in seconds
 * @param early how many requests came before the 3 s were over that a fault of {@link ExamPart#LIMITED} demands
 */
record HandCount(long polls, long refused, long jobs, List<Double> delays, long early) {

    /** As the fault says, without the part for which timers are early. */
    private static final Duration RETRY_AFTER = Duration.ofMillis(2_940);

    private static final int TOO_MANY_REQUESTS = 429;

    static HandCount of(Entrant entrant, PlayedExam exam) {
        List<RecordedRequest> polls = polls(entrant, exam.requestsOf(entrant));
        List<Double> delays = new ArrayList<>();
        long jobs = jobs(entrant, polls).size();
        if (entrant == Entrant.SMALL) {
            for (ExamPart part : ExamPart.values()) {
                List<RecordedRequest> here = polls(entrant, exam.requestsOf(entrant, part));
                jobs += here.isEmpty() ? 0 : 1;
                addDelay(delays, here, exam.statusEnds().get(part));
            }
        } else {
            byJob(entrant, polls)
                    .forEach((job, here) -> addDelay(delays, here, exam.ends().get(job)));
        }
        long refused = polls.stream().filter(poll -> !works(poll)).count();
        return new HandCount(
                polls.size(), refused, jobs, delays, early(polls(entrant, exam.requestsOf(entrant, ExamPart.LIMITED))));
    }

    double meanDelay() {
        return delays.stream().mapToDouble(delay -> delay).average().orElse(0);
    }

    private static List<RecordedRequest> polls(Entrant entrant, List<RecordedRequest> requests) {
        return requests.stream()
                .filter(request ->
                        request.method().equals("GET") && request.path().matches(entrant.polls()))
                .toList();
    }

    /** The ids of its jobs; none if its paths have no ids. */
    static Set<String> jobs(Entrant entrant, List<RecordedRequest> requests) {
        return new LinkedHashSet<>(byJob(entrant, polls(entrant, requests)).keySet());
    }

    private static Map<String, List<RecordedRequest>> byJob(Entrant entrant, List<RecordedRequest> polls) {
        Map<String, List<RecordedRequest>> jobs = new HashMap<>();
        Pattern path = Pattern.compile(entrant.polls());
        for (RecordedRequest poll : polls) {
            Matcher found = path.matcher(poll.path());
            if (found.matches() && found.groupCount() > 0) {
                jobs.computeIfAbsent(found.group(1), any -> new ArrayList<>()).add(poll);
            }
        }
        return jobs;
    }

    /** A held request that came before the end was answered at the end. */
    private static void addDelay(List<Double> delays, List<RecordedRequest> polls, @Nullable Instant end) {
        if (end == null) {
            return;
        }
        for (RecordedRequest poll : polls) {
            boolean last = poll == polls.get(polls.size() - 1);
            if (works(poll)
                    && (!poll.at().isBefore(end) || last && heldUntil(poll).isAfter(end))) {
                delays.add(Math.max(0, Duration.between(end, poll.at()).toNanos() / 1e9));
                return;
            }
        }
    }

    private static Instant heldUntil(RecordedRequest poll) {
        Matcher wait = Pattern.compile("wait=(\\d+)").matcher(String.valueOf(poll.header("prefer")));
        return poll.at().plusSeconds(wait.find() ? Long.parseLong(wait.group(1)) : 0);
    }

    private static boolean works(RecordedRequest poll) {
        return poll.faults().isEmpty() && (poll.status() == 200 || poll.status() == 304);
    }

    private static long early(List<RecordedRequest> polls) {
        Map<String, RecordedRequest> latest = new HashMap<>();
        long early = 0;
        for (RecordedRequest poll : polls) {
            RecordedRequest before = latest.put(poll.path(), poll);
            boolean told = before != null
                    && before.status() == TOO_MANY_REQUESTS
                    && !before.faults().isEmpty();
            if (told && Duration.between(before.at(), poll.at()).compareTo(RETRY_AFTER) < 0) {
                early++;
            }
        }
        return early;
    }
}
