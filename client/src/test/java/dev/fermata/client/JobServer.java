package dev.fermata.client;

import dev.fermata.client.World.Reply;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The native API in a {@link World}: jobs that are done at a time that is known from the start. */
final class JobServer implements World.Server {

    private static final Duration TRIP = Duration.ofMillis(10);
    private static final Pattern WAIT = Pattern.compile("wait=(\\d+)");

    private final Function<String, Duration> ends;
    boolean holds;
    /** Whether it understands {@code until=terminal} and {@code return=minimal}. */
    boolean holdsUntilTheEnd;

    boolean tags;
    Duration cutsAt = Duration.ofDays(1);
    Duration outageFrom = Duration.ofDays(1);
    Duration outageTo = Duration.ofDays(1);

    /** @param ends when the job of that id is done; zero or less for a job that is unknown */
    JobServer(Function<String, Duration> ends) {
        this.ends = ends;
    }

    @Override
    public Reply answer(HttpRequest request, Duration now) {
        if (now.compareTo(outageFrom) >= 0 && now.compareTo(outageTo) < 0) {
            return Reply.status(503);
        }
        String query = request.uri().getQuery();
        boolean bulk = query != null;
        List<String> ids = query != null
                ? List.of(query.replace("ids=", "").split(","))
                : List.of(request.uri().getPath().replaceFirst(".*/", ""));
        Duration hold = hold(request, ids, now);
        if (hold.compareTo(cutsAt) > 0) {
            return Reply.status(504).after(cutsAt);
        }
        Duration at = now.plus(hold);
        Reply reply = bulk ? many(request, ids, at) : one(request, ids.get(0), at);
        String wish = request.headers().firstValue("Prefer").orElse("");
        Reply told = holds && !wish.isEmpty() && reply.status() != 404
                ? reply.with("Preference-Applied", applied(wish))
                : reply;
        return told.after(hold.plus(TRIP));
    }

    /** Holds until the end, and names that {@code Retry-After} in each response to a request that is not to be held. */
    World.Server holdingWithRetryAfter(String retryAfter) {
        holds = true;
        holdsUntilTheEnd = true;
        return (request, now) -> {
            boolean held = request.headers().firstValue("Prefer").isPresent();
            Reply reply = answer(request, now);
            return held ? reply : reply.with("Retry-After", retryAfter);
        };
    }

    private String applied(String wish) {
        return holdsUntilTheEnd ? wish : wish.replaceFirst(",.*", "");
    }

    private boolean understands(HttpRequest request, String wish) {
        return holdsUntilTheEnd
                && request.headers().firstValue("Prefer").orElse("").contains(wish);
    }

    private Reply one(HttpRequest request, String id, Duration at) {
        return isUnknown(id) ? Reply.status(404) : tagged(request, List.of(id), at, json(id, at));
    }

    private Reply many(HttpRequest request, List<String> ids, Duration at) {
        List<String> jobs = new ArrayList<>();
        boolean minimal = understands(request, "return=minimal");
        List<String> missing = new ArrayList<>();
        for (String id : ids) {
            if (isUnknown(id)) {
                missing.add('"' + id + '"');
            } else if (!minimal || state(id, at).equals("completed")) {
                jobs.add(json(id, at));
            }
        }
        String body = "{\"jobs\":[" + String.join(",", jobs) + "],\"missing\":[" + String.join(",", missing) + "]}";
        return tagged(request, ids, at, body);
    }

    private Reply tagged(HttpRequest request, List<String> ids, Duration at, String body) {
        String tag = tag(ids, at);
        boolean known = request.headers()
                .firstValue("If-None-Match")
                .filter(tag::equals)
                .isPresent();
        Reply reply = tags && known ? Reply.status(304) : Reply.ok(body);
        return tags ? reply.with("ETag", tag) : reply;
    }

    private String tag(List<String> ids, Duration at) {
        StringBuilder states = new StringBuilder();
        ids.forEach(id -> states.append(state(id, at)));
        return '"'
                + (ids.size() == 1
                        ? states.toString()
                        : Integer.toHexString(states.toString().hashCode()))
                + '"';
    }

    /**
     * As the contract has it: until the next change after the request, unless all have ended, or the version is an old one; or
     * until the next end, unless there was one already.
     */
    private Duration hold(HttpRequest request, List<String> ids, Duration now) {
        Matcher wait = WAIT.matcher(request.headers().firstValue("Prefer").orElse(""));
        String known = request.headers().firstValue("If-None-Match").orElse("");
        boolean over =
                ids.stream().allMatch(id -> isUnknown(id) || state(id, now).equals("completed"));
        boolean old = tags && !known.isEmpty() && !known.equals(tag(ids, now));
        boolean ended = understands(request, "until=terminal")
                && ids.stream().anyMatch(id -> isUnknown(id) || state(id, now).equals("completed"));
        if (!holds || !wait.find() || over || old || ended) {
            return Duration.ZERO;
        }
        Duration hold = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        for (String id : ids) {
            Duration left = ends.apply(id).minus(now);
            hold = !left.isNegative() && !left.isZero() && left.compareTo(hold) < 0 ? left : hold;
        }
        return hold;
    }

    private boolean isUnknown(String id) {
        return ends.apply(id).isZero() || ends.apply(id).isNegative();
    }

    private String state(String id, Duration at) {
        return at.compareTo(ends.apply(id)) >= 0 ? "completed" : "running";
    }

    private String json(String id, Duration at) {
        return "{\"id\":\"" + id + "\",\"state\":\"" + state(id, at) + "\"}";
    }
}
