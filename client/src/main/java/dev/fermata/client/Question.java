package dev.fermata.client;

import dev.fermata.client.Exchange.For;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks, and how.
 *
 * @param asked the jobs, in the order of the request
 * @param bulk for many jobs with one request; null for a single one
 * @param wish how the request is to be answered
 * @param version which version of the answer is known; null for no matter which
 */
record Question(
        List<Target> asked,
        Backend.@Nullable Bulk bulk,
        Preference wish,
        @Nullable String version) {

    /** What is older than anything: the server answers at once. */
    private static final String NO_VERSION = "\"none\"";

    static Question of(List<Target> targets, Backend backend, For purpose, boolean again, Preference wish) {
        if (targets.size() == 1 && !again) {
            String version = wish.isHeld() && purpose == For.AN_END
                    ? null
                    : targets.get(0).version().orElse(null);
            return new Question(targets, null, wish.full(), version);
        }
        Backend.Bulk bulk = backend.bulk().orElseThrow();
        if (wish.isHeld() && purpose == For.A_CHANGE) {
            return sinceLastTime(targets, bulk, wish);
        }
        return new Question(targets, bulk, wish, wish.isHeld() && purpose == For.A_VERSION ? NO_VERSION : null);
    }

    /** Asks for the same jobs as the request before it did: one that has ended between the two is then told at once. */
    private static Question sinceLastTime(List<Target> targets, Backend.Bulk bulk, Preference wish) {
        Group group = targets.get(0).group();
        return group == null || group.etag() == null
                ? new Question(targets, bulk, wish, null)
                : new Question(group.targets(), bulk, wish, group.etag());
    }

    HttpRequest request() {
        HttpRequest plain = bulk == null ? asked.get(0).build() : bulk.look(ids());
        if (!wish.isHeld() && version == null) {
            return plain;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(plain, (name, value) -> true);
        if (wish.isHeld()) {
            request.setHeader("Prefer", wish.text());
        }
        if (version != null) {
            request.setHeader("If-None-Match", version);
        }
        return request.build();
    }

    Backend.Bulk many() {
        return Objects.requireNonNull(bulk, "this is about one job");
    }

    List<String> ids() {
        List<String> ids = new ArrayList<>(asked.size());
        asked.forEach(target -> ids.add(target.id()));
        return ids;
    }
}
