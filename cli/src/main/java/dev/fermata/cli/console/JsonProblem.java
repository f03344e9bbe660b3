package dev.fermata.cli.console;

import tools.jackson.databind.json.JsonMapper;

/**
 * What programs read in place of a result.
 *
 * @param word why there is none, such as {@code usage}
 */
public record JsonProblem(String word, int exitCode, String problem) {

    public String json() {
        return JsonMapper.shared()
                .createObjectNode()
                .put("result", word)
                .put("exit_code", exitCode)
                .put("problem", problem)
                .toString();
    }
}
