package dev.fermata.simulator.guard;

import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobQuery;
import dev.fermata.simulator.engine.Micros;
import dev.fermata.simulator.fault.Exchange;
import dev.fermata.simulator.fault.FaultPlan;
import dev.fermata.simulator.fault.Strike;
import dev.fermata.simulator.guard.RequestWindows.Taken;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Guard;
import dev.fermata.simulator.http.Later;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.results.ResultFiles;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** In front of all dialects: the key first, then the limit, then what goes wrong. Writes down what was asked. */
public final class Gate implements Guard {

    private final SimulatorClock clock;
    private final ApiKeys keys;
    private final FaultPlan faults;
    private final ClientJobs jobs;
    private final RequestLog log;
    /** Only used on the event loop; replaced as a whole. */
    private volatile @Nullable RequestWindows windows;

    public Gate(SimulatorClock clock, ApiKeys keys, FaultPlan faults, ClientJobs jobs, RequestLog log) {
        this.clock = clock;
        this.keys = keys;
        this.faults = faults;
        this.jobs = jobs;
        this.log = log;
    }

    /**
     * Sets the limits and forgets what was counted.
     *
     * @param requests per window and client; 0 for no limit
     * @param jobsAtOnce per client; 0 for no limit
     */
    public void limit(int requests, Duration window, int jobsAtOnce) {
        windows = requests == 0 ? null : new RequestWindows(requests, Micros.of(window));
        jobs.most(jobsAtOnce);
    }

    @Override
    public Answer answer(Request request, String dialect, Endpoint endpoint) {
        RequestLog.Entry entry = log.add(clock.micros(), request);
        Response refusal = dialect.equals(ResultFiles.DIALECT) ? null : keys.refusal(request);
        try {
            Answer answer = refusal != null ? refusal : limited(request, dialect, endpoint, entry);
            return answer instanceof Response response
                    ? noted(entry, response)
                    : changed(answer, response -> noted(entry, response));
        } catch (RuntimeException | Error mistake) {
            // The server answers so, further down.
            entry.status(HttpResponseStatus.INTERNAL_SERVER_ERROR.code());
            throw mistake;
        }
    }

    @Override
    public void missed(Request request, Response refusal) {
        noted(log.add(clock.micros(), request), refusal);
    }

    private Answer limited(Request request, String dialect, Endpoint endpoint, RequestLog.Entry entry) {
        RequestWindows limit = windows;
        if (limit == null) {
            return faulty(request, dialect, endpoint, entry);
        }
        String client = ApiKeys.client(request);
        Taken taken = limit.take(client, clock.micros());
        return taken.allowed()
                ? changed(faulty(request, dialect, endpoint, entry), response -> withLimit(response, client))
                : Quotas.tooManyRequests(limit, taken);
    }

    /** With what is left when the answer leaves, which may be long after the request came. */
    private Response withLimit(Response response, String client) {
        RequestWindows limit = windows;
        return limit == null ? response : Quotas.with(response, limit, limit.look(client, clock.micros()));
    }

    private Answer faulty(Request request, String dialect, Endpoint endpoint, RequestLog.Entry entry) {
        if (faults.isEmpty()) {
            return ask(endpoint, request);
        }
        Strike strike = faults.decide(exchange(request, dialect));
        if (strike == Strike.NONE) {
            return ask(endpoint, request);
        }
        return new Struck(strike, entry, request, again -> ask(endpoint, again), clock, jobs, faults.seed());
    }

    private Answer ask(Endpoint endpoint, Request request) {
        try {
            return jobs.counts()
                    ? jobs.as(ApiKeys.client(request), () -> endpoint.answer(request))
                    : endpoint.answer(request);
        } catch (RefusedException refused) {
            return refused.response();
        } catch (TooManyJobsException refused) {
            return Quotas.tooManyJobs(refused);
        }
    }

    private Exchange exchange(Request request, String dialect) {
        String job = request.values() == 0 ? null : request.value(0);
        return new Exchange(dialect, request.method().name(), request.route(), request.path(), job, () -> age(job));
    }

    private @Nullable Duration age(@Nullable String job) {
        long now = clock.micros();
        Optional<Job> asked =
                job == null ? jobs.list(JobQuery.newest(1), now).jobs().stream().findFirst() : jobs.find(job, now);
        return asked.map(found -> Micros.duration(now - found.course().plan().submittedAt()))
                .orElse(null);
    }

    private static Answer changed(Answer answer, UnaryOperator<Response> change) {
        if (answer instanceof Response response) {
            return change.apply(response);
        }
        Later later = (Later) answer;
        return (Later) reply -> {
            reply.change(change);
            return later.begin(reply);
        };
    }

    private static Response noted(RequestLog.Entry entry, Response response) {
        entry.status(response.status());
        return response;
    }
}
