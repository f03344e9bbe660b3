package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v3/users/me}: one user with money, whatever the key. */
record UserEndpoint(Replies replies) {

    static final String NAME = "sim";

    Response me(Request request) {
        ObjectNode user = Replies.object()
                .put("username", NAME)
                .put("email", (String) null)
                .put("first_name", (String) null)
                .put("last_name", (String) null)
                .put("billing_type", "wallet");
        user.putObject("wallet")
                .put("currency", "usd")
                .put("remaining_balance", 100.0)
                .put("auto_reload", (String) null);
        return replies.data(user);
    }
}
