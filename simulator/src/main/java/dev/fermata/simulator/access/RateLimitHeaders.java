package dev.fermata.simulator.access;

import dev.fermata.simulator.access.JobLimiter.TooManyJobsException;
import dev.fermata.simulator.access.RateLimiter.Taken;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What responses say about limits: the fields {@code RateLimit} and {@code RateLimit-Policy}
 * (draft-ietf-httpapi-ratelimit-headers-10), and 429 with {@code Retry-After}.
 *
 * <p>The fields do not show the limit of jobs, because their units are requests, bytes and concurrent requests.
 */
final class RateLimitHeaders {

    private static final String EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private RateLimitHeaders() {}

    static Response with(Response response, RateLimiter limiter, Taken taken) {
        return response.with("ratelimit-policy", policy(limiter), "ratelimit", state(taken));
    }

    static Response tooManyRequests(RateLimiter limiter, Taken taken) {
        long seconds = Micros.wholeSeconds(taken.resets());
        return tooMany(
                        "requests",
                        "too_many_requests",
                        "You have sent " + limiter.quota() + " requests within "
                                + Micros.wholeSeconds(limiter.length())
                                + " s, which is the limit. Send the next one in " + seconds + " s.")
                .with(
                        "retry-after", Long.toString(seconds),
                        "ratelimit-policy", policy(limiter),
                        "ratelimit", state(taken));
    }

    static Response tooManyJobs(TooManyJobsException refused) {
        if (refused.submitted() > refused.most()) {
            return Problem.of(
                    HttpResponseStatus.valueOf(422),
                    "too_many_languages",
                    "This submission has " + refused.submitted()
                            + " languages, and each one makes a job. You can have at most " + refused.most()
                            + " unfinished jobs at once (limits.jobs of the scenario). Submit fewer languages at a time.");
        }
        long seconds = Micros.wholeSeconds(refused.waitMicros());
        return tooMany("jobs", "too_many_jobs", refused.getMessage() + ".").with("retry-after", Long.toString(seconds));
    }

    private static String policy(RateLimiter limiter) {
        return "\"requests\";q=" + limiter.quota() + ";w=" + Micros.wholeSeconds(limiter.length());
    }

    private static String state(Taken taken) {
        return "\"requests\";r=" + taken.left() + ";t=" + Micros.wholeSeconds(taken.resets());
    }

    private static Response tooMany(String policy, String code, String detail) {
        return new Problem(HttpResponseStatus.TOO_MANY_REQUESTS, code, detail)
                .response(json ->
                        json.put("type", EXCEEDED).putArray("violated-policies").add(policy));
    }
}
