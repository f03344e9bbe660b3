package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Finds the job that a request is about. */
final class JobLookup {

    private JobLookup() {}

    static Job of(Request request, JobStore jobs, long now) {
        String id = request.value(0);
        return jobs.find(id, now).orElseThrow(() -> new RefusedException(unknown(id)));
    }

    static Response unknown(String id) {
        return Problem.of(
                HttpResponseStatus.NOT_FOUND,
                "job_not_found",
                "There is no job '" + id + "': it never was, was deleted, or has been over for too long.");
    }
}
