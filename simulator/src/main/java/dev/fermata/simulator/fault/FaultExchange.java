package dev.fermata.simulator.fault;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.job.SeededRandom;

/**
 * One request that goes wrong, and what a fault can do with it. Used on the event loop.
 *
 * @param endpoint what would answer the request
 * @param writer where the response goes
 * @param decidedAt when it was decided that the request goes wrong; a latency may have passed since
 * @param happening called when it is clear that something went wrong, for a fault that is only known by the response
 */
public record FaultExchange(
        Request request,
        Endpoint endpoint,
        ResponseWriter writer,
        VirtualClock clock,
        HiddenJobs jobs,
        long seed,
        long decidedAt,
        Runnable happening) {

    /** Something has gone wrong: the request is recorded with the fault's rule. May be called again. */
    void happened() {
        happening.run();
    }

    /** Sends this response; the endpoint is not asked. */
    HeldRequest send(Response response) {
        writer.send(response);
        return HeldRequest.OVER;
    }

    /** Has the endpoint answer. */
    HeldRequest answer() {
        return writer.ask(endpoint, request);
    }

    /** Has the endpoint answer with a body, also when the client has the current version already. */
    HeldRequest answerInFull() {
        return writer.ask(endpoint, request.ignoringVersions());
    }

    /** Has the endpoint answer as if jobs that were submitted after that time did not exist. */
    HeldRequest answerWithoutJobsAfter(long time) {
        return writer.ask(again -> jobs.hiding(time, happening, () -> endpoint.answer(again)), request);
    }

    /** A number that is the same for the same seed and path. */
    long random() {
        return SeededRandom.stream(request.path()) ^ seed;
    }
}
