package dev.fermata.simulator.http;

/** How the errors of a dialect look. Headers that the refusal has, such as {@code Retry-After}, are added to the response. */
@FunctionalInterface
public interface ErrorFormat {

    /** JSON as RFC 9457 has it: what {@link Problem#of} makes. */
    ErrorFormat PROBLEM_DETAILS = problem -> problem.response(json -> {});

    Response response(Problem problem);
}
