package dev.fermata.simulator.admin.page;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.dialect.ServerSentEvents;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.ResponseStream;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.ledger.Ledger;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code GET /admin/live}: server-sent events with what the page shows, at most one every 250 ms. To be used on the event loop. */
public final class LiveRoute implements Endpoint {

    private static final int MOST_STREAMS = 50;
    private static final long PAUSE_MILLIS = 250;
    /** While there is more to send: other requests are answered in between. */
    private static final long BREAK_MILLIS = 50;

    private final Sources sources;
    private final ScheduledExecutorService loop;
    private int streams;

    /**
     * What the page shows.
     *
     * @param small the jobs of the small system; another sequence if the scenario changes
     * @param scenario the name of the scenario in use
     */
    public record Sources(
            VirtualClock clock,
            JobStore jobs,
            Ledger ledger,
            Supplier<StatusSequence> small,
            Supplier<String> scenario) {}

    public LiveRoute(Sources sources, ScheduledExecutorService loop) {
        this.sources = sources;
        this.loop = loop;
    }

    @Override
    public Answer answer(Request request) {
        request.checkQuery(List.of());
        if (ServerSentEvents.isHead(request)) {
            return ServerSentEvents.HEAD;
        }
        return streams < MOST_STREAMS
                ? (DeferredResponse) Reader::new
                : Problem.of(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "too_many_streams",
                        MOST_STREAMS + " pages are open, which is the limit. Close one of them.");
    }

    /** One open page. */
    private final class Reader implements HeldRequest {

        private final LiveMessages messages = new LiveMessages(sources);
        private final Runnable unsubscribe = sources.jobs().subscribe(messages.changed());
        private final ResponseStream stream;
        private boolean left;

        Reader(ResponseWriter writer) {
            streams++;
            stream = writer.stream(ServerSentEvents.HEAD, ServerSentEvents.HEARTBEAT);
            tell();
        }

        private void tell() {
            if (!stream.open()) {
                disconnected();
            } else {
                stream.write(messages.next());
                // In real time, because people look in real time.
                loop.schedule(this::tell, messages.hasMore() ? BREAK_MILLIS : PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public boolean waitsForTheClock() {
            return false;
        }

        @Override
        public void disconnected() {
            streams -= left ? 0 : 1;
            left = true;
            unsubscribe.run();
        }

        @Override
        public void answerNow() {
            disconnected();
            stream.end();
        }
    }
}
