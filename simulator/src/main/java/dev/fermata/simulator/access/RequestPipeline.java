package dev.fermata.simulator.access;

import dev.fermata.simulator.access.JobLimiter.TooManyJobsException;
import dev.fermata.simulator.access.RateLimiter.Taken;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.FaultExchange;
import dev.fermata.simulator.fault.FaultExchange.FaultDecision;
import dev.fermata.simulator.fault.FaultSpec;
import dev.fermata.simulator.fault.HiddenJobs;
import dev.fermata.simulator.fault.RuleMatcher.RequestFacts;
import dev.fermata.simulator.files.ResultFiles;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Router.Filter;
import dev.fermata.simulator.http.field.DelaySeconds;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.ledger.FollowedRequest;
import dev.fermata.simulator.ledger.Ledger;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What every request of a dialect goes through: API key, rate limit, faults. Records the request. */
public final class RequestPipeline implements Filter {

    private static final String RETRY_AFTER = "retry-after";
    private static final int ERROR = 400;
    /** While the clock stands still, a job can end at any moment: when the test advances the clock. */
    private static final int SOON = 1;

    private final VirtualClock clock;
    private final ApiKeys keys;
    private final ActiveRules faults;
    private final JobLimiter jobs;
    private final HiddenJobs hidden;
    private final RequestLog log;
    private final Ledger ledger;
    /** Used on the event loop only, and replaced as a whole. */
    private volatile @Nullable RateLimiter limiter;

    public RequestPipeline(
            VirtualClock clock,
            ApiKeys keys,
            ActiveRules faults,
            JobLimiter jobs,
            HiddenJobs hidden,
            RequestLog log,
            Ledger ledger) {
        this.clock = clock;
        this.keys = keys;
        this.faults = faults;
        this.jobs = jobs;
        this.hidden = hidden;
        this.log = log;
        this.ledger = ledger;
    }

    /**
     * Sets the limits and forgets what was counted.
     *
     * @param requests per window and client; 0 for no limit
     * @param jobsAtOnce per client; 0 for no limit
     */
    public void limit(int requests, Duration window, int jobsAtOnce) {
        limiter = requests == 0 ? null : new RateLimiter(requests, Micros.of(window));
        jobs.most(jobsAtOnce);
    }

    @Override
    public Answer answer(Request request, String dialect, Endpoint endpoint) {
        long now = clock.micros();
        RequestLog.Outcome outcome = log.add(now, request);
        boolean isFile = dialect.equals(ResultFiles.DIALECT);
        Response refusal = isFile ? null : keys.refusal(request);
        FollowedRequest followed = isFile ? null : ledger.follow(request, ApiKeys.of(request), dialect, endpoint, now);
        try {
            Answer answer = refusal != null
                    ? refusal
                    : limited(request, dialect, followed == null ? endpoint : followed, outcome, followed);
            Problem.Format errors = request.errors();
            if (answer instanceof Response response) {
                Response last = inRealTime(noted(outcome, response.in(errors)));
                return followed == null ? last : followed.answered(request, last);
            }
            DeferredResponse later =
                    changed((DeferredResponse) answer, response -> inRealTime(noted(outcome, response.in(errors))));
            return followed == null ? later : followed.later(request, later);
        } catch (RuntimeException | Error mistake) {
            // The server answers so, further down.
            outcome.status(HttpResponseStatus.INTERNAL_SERVER_ERROR.code());
            throw mistake;
        }
    }

    @Override
    public void missed(Request request, Response refusal) {
        noted(log.add(clock.micros(), request), refusal);
    }

    private Answer limited(
            Request request,
            String dialect,
            Endpoint endpoint,
            RequestLog.Outcome outcome,
            @Nullable FollowedRequest followed) {
        RateLimiter limit = limiter;
        if (limit == null) {
            return faulty(request, dialect, endpoint, outcome, followed);
        }
        String client = ApiKeys.client(request);
        Taken taken = limit.take(client, clock.micros());
        return taken.allowed()
                ? changed(
                        faulty(request, dialect, endpoint, outcome, followed), response -> withLimit(response, client))
                : limit.tooManyRequests(taken);
    }

    /** With what is left when the response is sent, which may be long after the request. */
    private Response withLimit(Response response, String client) {
        RateLimiter limit = limiter;
        return limit == null ? response : limit.with(response, client, clock.micros());
    }

    private Answer faulty(
            Request request,
            String dialect,
            Endpoint endpoint,
            RequestLog.Outcome outcome,
            @Nullable FollowedRequest followed) {
        if (faults.isEmpty()) {
            return ask(endpoint, request);
        }
        FaultDecision decision = faults.decide(facts(request, dialect, endpoint));
        if (decision == FaultDecision.NONE) {
            return ask(endpoint, request);
        }
        Consumer<List<String>> matched = rules -> {
            outcome.faults(rules);
            FaultSpec fault = decision.fault();
            if (followed != null && fault != null && rules.contains(decision.by())) {
                followed.altered(fault.isUnreadable());
            }
        };
        return new FaultExchange(
                decision, matched, request, again -> ask(endpoint, again), clock, hidden, faults.seed());
    }

    private Answer ask(Endpoint endpoint, Request request) {
        try {
            return endpoint.answer(request);
        } catch (RefusedException refused) {
            return refused.response();
        } catch (TooManyJobsException refused) {
            return refused.response();
        }
    }

    private RequestFacts facts(Request request, String dialect, Endpoint endpoint) {
        String job = request.id();
        boolean lists = endpoint.listsJobs();
        return new RequestFacts(
                dialect,
                request.method().name(),
                request.route(),
                request.pathInDialect(),
                lists,
                job,
                () -> age(lists ? null : job));
    }

    private @Nullable Duration age(@Nullable String job) {
        long now = clock.micros();
        Optional<Job> asked =
                job == null ? jobs.list(JobQuery.newest(1), now).jobs().stream().findFirst() : jobs.find(job, now);
        return asked.map(found -> Micros.duration(now - found.timeline().plan().submittedAt()))
                .orElse(null);
    }

    private static Answer changed(Answer answer, UnaryOperator<Response> change) {
        return answer instanceof Response response
                ? change.apply(response)
                : changed((DeferredResponse) answer, change);
    }

    private static DeferredResponse changed(DeferredResponse later, UnaryOperator<Response> change) {
        return writer -> {
            writer.change(change);
            return later.begin(writer);
        };
    }

    /**
     * The response with {@code Retry-After} in real time, for that is how a client waits, whatever the speed of the clock is. A date stays
     * as it is, as the {@code Date} of the response does.
     */
    private Response inRealTime(Response response) {
        double speed = clock.speed();
        String simulated = speed == 1 ? null : response.header(RETRY_AFTER);
        OptionalInt seconds = simulated == null ? OptionalInt.empty() : DelaySeconds.of(simulated);
        if (seconds.isEmpty()) {
            return response;
        }
        long real = real(response.status(), seconds.getAsInt(), speed);
        return real == seconds.getAsInt()
                ? response
                : response.without(RETRY_AFTER).with(RETRY_AFTER, Long.toString(real));
    }

    private static long real(int status, int simulated, double speed) {
        if (speed > 0) {
            return (long) Math.ceil(simulated / speed);
        }
        return status < ERROR ? Math.min(simulated, SOON) : simulated;
    }

    private static Response noted(RequestLog.Outcome outcome, Response response) {
        outcome.status(response.status());
        return response;
    }
}
