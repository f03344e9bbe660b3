package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.longpoll.JobWaits;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.scenario.SubmissionFaults;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** The native API: jobs, their events and languages under {@code /v1}, and the contract at {@code /openapi.yaml}. */
public final class FermataApi {

    private final JobEndpoints job;
    private final ListEndpoint list;
    private final SubmitEndpoint submit;
    private final JobEventsEndpoint jobEvents;
    private final AllEventsEndpoint allEvents;

    /**
     * @param profile how jobs go that are submitted now
     * @param faults reads what goes wrong with some of them only
     * @param loop the event loop, on which all of this runs
     * @param callbackProblem what is wrong with a callback URL, in a sentence; nothing if it may be called
     */
    public FermataApi(
            JobStore jobs,
            Supplier<JobProfile> profile,
            Function<JsonNode, SubmissionFaults> faults,
            VirtualClock clock,
            EventExecutor loop,
            JobWaits waits,
            LongPolls longPolls,
            Function<String, Optional<String>> callbackProblem,
            JobJson json) {
        JobResponder views = new JobResponder(clock::micros, longPolls);
        job = new JobEndpoints(jobs, clock::micros, json, views);
        list = new ListEndpoint(jobs, clock::micros, json, views);
        submit = new SubmitEndpoint(jobs, clock::micros, profile, json, faults, callbackProblem);
        jobEvents = new JobEventsEndpoint(jobs, clock::micros, json, waits);
        allEvents = new AllEventsEndpoint(new AllJobsFollower(jobs, clock, loop, json), clock, loop);
    }

    public void addTo(Router routes) {
        routes.dialect("fermata")
                .add(HttpMethod.POST, "/v1/jobs", JsonBody.taking(submit::submit))
                .add(HttpMethod.GET, "/v1/jobs", list)
                .add(HttpMethod.GET, "/v1/jobs/{id}", job::get)
                .add(HttpMethod.DELETE, "/v1/jobs/{id}", job::delete)
                .add(HttpMethod.POST, "/v1/jobs/{id}/cancel", job::cancel)
                .add(HttpMethod.GET, "/v1/jobs/{id}/events", jobEvents)
                .add(HttpMethod.GET, "/v1/events", allEvents)
                .add(HttpMethod.GET, "/v1/languages", request -> Documents.LANGUAGES)
                .dialect(Router.OPEN)
                .add(HttpMethod.GET, "/openapi.yaml", request -> Documents.CONTRACT);
    }

    /** Forgets which submissions there were. To be called after the jobs are forgotten; by any thread. */
    public void forget() {
        submit.forget();
    }

    /** Follows no jobs any more. On the event loop, before it ends. */
    public void close() {
        allEvents.close();
    }

    /** Made when they are first asked for: they would take a third of a start. */
    private static final class Documents {
        static final Response LANGUAGES = Languages.list();
        static final Response CONTRACT = Response.of(HttpResponseStatus.OK, "application/yaml", contract());
    }

    private static byte[] contract() {
        try (InputStream in = FermataApi.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
