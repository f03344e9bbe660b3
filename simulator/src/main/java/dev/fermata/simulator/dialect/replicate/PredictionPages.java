package dev.fermata.simulator.dialect.replicate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of predictions, newest first and 100 on a page, with the URLs of the pages before and after it. A cursor is the number of a job,
 * and the direction from there.
 */
final class PredictionPages {

    private static final int SIZE = 100;
    /** A page with long inputs has fewer predictions. */
    private static final int MOST_BYTES = 2 << 20;
    /** How many jobs of other APIs are passed over on the way to the page before. */
    private static final int MOST_LOOKS = 10_000;

    private static final String OLDER = "older than ";
    private static final String NEWER = "newer than ";
    private static final Pattern CURSOR = Pattern.compile("(" + OLDER + "|" + NEWER + ")([0-9]{1,18})");

    /** @param next the number of the job after which older ones follow; null if there are none */
    private record Found(List<Job> jobs, @Nullable Long next) {}

    private final Services services;
    private final PredictionJson json;
    private final JobStore jobs;
    private final JobIds ids;

    PredictionPages(Services services, PredictionJson json) {
        this.services = services;
        this.json = json;
        jobs = services.jobs();
        ids = new JobIds(services.seed());
    }

    Response list(Request request) {
        long now = services.now();
        ResultUrls links = services.results().in(request);
        String cursor = request.query("cursor");
        Found found = cursor == null || cursor.isEmpty() ? older(null, now) : found(cursor, now);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ArrayNode results = JsonMapper.shared().createArrayNode();
        Long next = found.next();
        int bytes = 0;
        for (Job job : found.jobs()) {
            bytes += PredictionJson.input(job).length();
            if (bytes > MOST_BYTES && !results.isEmpty()) {
                next = found.jobs().get(results.size() - 1).number();
                break;
            }
            results.add(json.of(job, links, now));
        }
        String list = links.root() + "/v1/predictions?cursor=";
        body.put(
                        "previous",
                        hasNewer(found.jobs(), now)
                                ? list + token(NEWER, found.jobs().get(0).number())
                                : null)
                .put("next", next == null ? null : list + token(OLDER, next));
        body.set("results", results);
        return Response.json(HttpResponseStatus.OK, body);
    }

    private static String token(String direction, long number) {
        return Page.token(direction + number);
    }

    private Found found(String cursor, long now) {
        Matcher read;
        try {
            read = CURSOR.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
        } catch (IllegalArgumentException notBase64) {
            throw unknown(cursor);
        }
        if (!read.matches()) {
            throw unknown(cursor);
        }
        long number = Long.parseLong(read.group(2));
        return read.group(1).equals(OLDER) ? older(number, now) : newer(number, now);
    }

    private static RefusedException unknown(String cursor) {
        return RefusedException.badField(
                "cursor",
                "invalid_cursor",
                "cursor is '" + Printable.value(cursor) + "'; allowed is the one in next or previous of a page.");
    }

    private Found older(@Nullable Long below, long now) {
        String from = below == null ? null : ids.id(below);
        JobPage page = jobs.list(new JobQuery(null, SIZE + 1, from, PredictionPages::isPrediction), now);
        if (page.jobs().size() > SIZE) {
            List<Job> shown = page.jobs().subList(0, SIZE);
            return new Found(shown, shown.get(SIZE - 1).number());
        }
        String next = page.next();
        return new Found(page.jobs(), next == null ? null : ids.number(next));
    }

    private Found newer(long above, long now) {
        List<Job> found = newer(above, SIZE, now);
        Collections.reverse(found);
        return new Found(
                found, found.isEmpty() ? above + 1 : found.get(found.size() - 1).number());
    }

    private boolean hasNewer(List<Job> page, long now) {
        return !page.isEmpty() && !newer(page.get(0).number(), 1, now).isEmpty();
    }

    /** The next newer ones, oldest first. */
    private List<Job> newer(long above, int most, long now) {
        List<Job> found = new ArrayList<>();
        List<Job> newest = jobs.list(JobQuery.newest(1), now).jobs();
        long last = newest.isEmpty() ? -1 : Math.min(newest.get(0).number(), above + MOST_LOOKS);
        for (long number = above + 1; number <= last && found.size() < most; number++) {
            jobs.find(number, now).filter(PredictionPages::isPrediction).ifPresent(found::add);
        }
        return found;
    }

    static boolean isPrediction(Job job) {
        return job.spec().dialect().equals(ReplicateDialect.NAME);
    }
}
