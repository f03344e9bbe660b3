package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is sent to the webhook of a prediction: the prediction itself, for each event that its filter lets through. */
record PredictionEvents(Services services, PredictionJson json) {

    /** The shortest time from one webhook to a later one about logs. */
    private static final long LOGS_PAUSE = 500_000;
    /** A webhook has no request whose prefix it could repeat. */
    private static final String PREFIX = "/" + ReplicateDialect.NAME;

    /** What happens to a prediction. */
    enum Event {
        /** It runs. */
        START,
        /** There is an output, which is at the end. */
        OUTPUT,
        /** There are more logs. */
        LOGS,
        /** It is over. */
        COMPLETED;

        private final String word = name().toLowerCase(Locale.ROOT);

        static Optional<Event> of(String word) {
            return Stream.of(values()).filter(event -> event.word.equals(word)).findFirst();
        }

        static String text(Set<Event> events) {
            return events.stream().map(event -> event.word).collect(Collectors.joining(", "));
        }

        private boolean isWantedFor(Job job) {
            String wanted = job.spec().metadata().get(PredictionRequest.EVENTS);
            return wanted != null && wanted.contains(word);
        }
    }

    /** When something may be sent next, later than that time: at its end, and before that at the wanted events. */
    static long nextAfter(Job job, long after) {
        JobTimeline timeline = job.timeline();
        long end = timeline.nextEndAfter(after);
        if (after >= timeline.endsAt()) {
            return end;
        }
        boolean start = Event.START.isWantedFor(job);
        boolean logs = Event.LOGS.isWantedFor(job);
        long next = timeline.nextChangeAfter(after);
        while (next < end) {
            boolean isStart = timeline.at(next).startedAt() == next;
            if (isStart ? start : logs) {
                return isStart ? next : Math.min(end, Math.max(next, after + LOGS_PAUSE));
            }
            next = timeline.nextChangeAfter(next);
        }
        return end;
    }

    /** One message for each event at that time. */
    List<WebhookMessage> at(Job job, long at) {
        String url = job.spec().callbackUrl();
        if (url == null) {
            return List.of();
        }
        byte[] body = json.bytes(job, services.results().under(PREFIX), at);
        List<WebhookMessage> messages = new ArrayList<>();
        for (Event event : happened(job.at(at), at)) {
            if (event.isWantedFor(job)) {
                String id = "msg_" + PredictionJson.id(job) + "_" + event.word + "_" + at / 1_000;
                messages.add(new WebhookMessage(url, body, id, null, null));
            }
        }
        return messages;
    }

    private static List<Event> happened(Snapshot snapshot, long at) {
        if (snapshot.state().terminal()) {
            return snapshot.state() == State.COMPLETED
                    ? List.of(Event.OUTPUT, Event.COMPLETED)
                    : List.of(Event.COMPLETED);
        }
        return List.of(snapshot.startedAt() == at ? Event.START : Event.LOGS);
    }
}
