package dev.fermata.simulator.http;

import dev.fermata.simulator.http.Route.LargeBody;
import java.util.function.ToIntFunction;

/** Answers the requests for one method and path. Called on the event loop, so it must not block. */
@FunctionalInterface
public interface Endpoint {

    Answer answer(Request request);

    /** The same, and it {@link #listsJobs lists jobs}. */
    static Endpoint listing(Endpoint endpoint) {
        return new Endpoint() {
            @Override
            public Answer answer(Request request) {
                return endpoint.answer(request);
            }

            @Override
            public boolean listsJobs() {
                return true;
            }
        };
    }

    /** Answers as that endpoint does, and says by the function what names a job, as {@link #jobHash}. */
    static Endpoint naming(ToIntFunction<Request> job, Endpoint endpoint) {
        return new Endpoint() {
            @Override
            public Answer answer(Request request) {
                return endpoint.answer(request);
            }

            @Override
            public int jobHash(Request request) {
                return job.applyAsInt(request);
            }
        };
    }

    /** Whether its responses list jobs. */
    default boolean listsJobs() {
        return false;
    }

    /** Stands for what names a job in a header or in the body of a request; 0 if the target alone names it. */
    default int jobHash(Request request) {
        return 0;
    }

    /** How long the body of a request for that target may be, if it may be longer than usual. */
    default LargeBody largeBody(String target) {
        return LargeBody.NONE;
    }

    /** The format of errors for a request for that target that is refused before it is complete. */
    default Problem.Format errors(String target) {
        return Problem.Format.PROBLEM_DETAILS;
    }
}
