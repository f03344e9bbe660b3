package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.setting.SettingValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Errors as Azure writes them: {@code {"error":{"code","message","target","innererror"}}}, and the code in a header. */
record AzureErrors(SettingValues options) implements Problem.Format {

    private static final String INVALID = "InvalidArgument";
    private static final Set<String> NO_KEY = Set.of("api_key_required", "api_key_unknown");

    @Override
    public Response response(Problem problem) {
        boolean noKey = NO_KEY.contains(problem.code());
        HttpResponseStatus status = noKey ? HttpResponseStatus.UNAUTHORIZED : status(problem);
        String code = status.code() == 401 ? options.get(AzureOptions.KEY_CODE) : code(problem, status);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ObjectNode error = body.putObject("error")
                .put("code", code)
                .put(
                        "message",
                        noKey
                                ? "Access denied due to invalid subscription key or wrong API endpoint. Send a valid key in"
                                        + " Ocp-Apim-Subscription-Key."
                                : problem.detail());
        if (problem.field() != null) {
            error.put("target", problem.field());
        }
        if (!noKey && !pascalCase(problem.code()).equals(code)) {
            error.putObject("innererror").put("code", pascalCase(problem.code()));
        }
        return Response.json(status, body, "x-ms-error-code", code);
    }

    private static HttpResponseStatus status(Problem problem) {
        return problem.status().code() == 422 && !problem.isPlanned()
                ? HttpResponseStatus.BAD_REQUEST
                : problem.status();
    }

    private static String code(Problem problem, HttpResponseStatus status) {
        if (Character.isUpperCase(problem.code().charAt(0))) {
            return problem.code();
        }
        return switch (status.code()) {
            case 400 -> problem.field() == null ? "InvalidRequest" : INVALID;
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 409 -> "Conflict";
            case 413 -> "PayloadTooLarge";
            case 415 -> "UnsupportedMediaType";
            case 429 -> "TooManyRequests";
            case 503 -> "ServiceUnavailable";
            default -> status.code() >= 500 ? "InternalServerError" : pascalCase(problem.code());
        };
    }

    /** {@code missing_field} is {@code MissingField}. */
    private static String pascalCase(String code) {
        return Arrays.stream(code.split("[^A-Za-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    static RefusedException invalid(String target, String message) {
        return RefusedException.badField(target, INVALID, message);
    }

    static RefusedException notFound(String message) {
        return refusal(HttpResponseStatus.NOT_FOUND, "NotFound", message);
    }

    static RefusedException refusal(HttpResponseStatus status, String code, String message) {
        return new RefusedException(Problem.of(status, code, message));
    }
}
