package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.custom.CustomRoute.Action;
import dev.fermata.simulator.dialect.custom.CustomRoute.JobsFacts;
import dev.fermata.simulator.dialect.custom.CustomRoute.ListJobs;
import dev.fermata.simulator.dialect.custom.CustomRoute.OneJob;
import dev.fermata.simulator.dialect.custom.CustomRoute.Submit;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.longpoll.Preference;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers requests as the routes of a file say. */
final class CustomEndpoints {

    /** Jobs of a page. */
    private static final int MOST = 100;

    private static final int USUAL = 50;

    private static final String SOME_VIDEO = "https://example.com/video.mp4";
    /** BCP 47 for a language that nobody told. */
    private static final String SOME_LANGUAGE = "und";

    private final Services services;
    private final DialectFile file;

    CustomEndpoints(Services services, DialectFile file) {
        this.services = services;
        this.file = file;
    }

    Answer submit(Submit route, Request request, ObjectNode body) {
        JobSpec spec = spec(route, body);
        List<Job> submitted = services.submit(request, services.scenario().profile(), List.of(spec), services.now());
        Job job = submitted.get(0);
        ResultUrls links = services.results().in(request);
        return answer(route.holds(), request, job, now -> route.answer().response(facts(job, now, links)));
    }

    /** Checks the fields as those of any other dialect. */
    private JobSpec spec(Submit route, ObjectNode body) {
        List<String> places = new ArrayList<>(route.required());
        places.addAll(route.fields().values());
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        for (String place : places) {
            JsonNode value = CustomRoute.at(body, place);
            if (!value.isMissingNode()) {
                found.set(place, value);
            }
        }
        RequestFields fields = RequestFields.of(found, "", places);
        route.required().forEach(place -> fields.required(place, found.has(place) ? place : null));
        String source = text(route, "source_url", 2_000, fields);
        String language = text(route, "target_language", 35, fields);
        String callback = route.fields().get("callback_url");
        return new JobSpec(
                source == null ? SOME_VIDEO : source,
                language == null ? SOME_LANGUAGE : language,
                text(route, "source_language", 35, fields),
                text(route, "title", 200, fields),
                callback == null ? null : fields.url(callback),
                Map.of(),
                file.name(),
                null);
    }

    private static @Nullable String text(Submit route, String field, int longest, RequestFields fields) {
        String place = route.fields().get(field);
        return place == null ? null : fields.text(place, longest);
    }

    Answer oneJob(OneJob route, Request request, ObjectNode body) {
        String id = route.id().id(request, body);
        long now = services.now();
        Job job = file.ids().find(id, services.jobs(), now).orElseThrow(() -> new RefusedException(unknown(id)));
        if (isGone(route, job, now)) {
            return gone(id);
        }
        ResultUrls links = services.results().in(request);
        if (route.action() == Action.CANCEL) {
            // One that is over stays as it is; the file may say so by its state.
            services.jobs().apply(job.id(), JobCommand.cancel(), services.clock()::micros);
        }
        if (route.action() == Action.DELETE) {
            Response deleted = route.answer().response(facts(job, now, links));
            services.jobs().remove(job.id(), now);
            return deleted;
        }
        return answer(route.holds(), request, job, at -> {
            boolean there = services.jobs().keeps(job, at);
            return !there
                    ? unknown(id)
                    : isGone(route, job, at) ? gone(id) : route.answer().response(facts(job, at, links));
        });
    }

    private static boolean isGone(OneJob route, Job job, long now) {
        long ended = job.at(now).endedAt();
        return ended != Micros.NEVER && now - ended >= route.goneAfter();
    }

    private static Response gone(String id) {
        return Problem.of(
                HttpResponseStatus.GONE,
                "gone",
                "What was here for job '" + Printable.value(id) + "' is gone, so long after the end of the job.");
    }

    private static Response unknown(String id) {
        return Problem.of(
                HttpResponseStatus.NOT_FOUND,
                "job_not_found",
                "There is no job '" + Printable.value(id)
                        + "': it never was, was deleted, or has been over for too long.");
    }

    /** Now, or when the state or the stage changes if the request prefers to be held, and the file allows it. */
    private Answer answer(boolean holds, Request request, Job job, LongFunction<Response> response) {
        LongPolls polls = services.longPolls();
        Preference preference = holds ? polls.preference(request) : Preference.NONE;
        long now = services.now();
        if (preference.seconds() == 0 || !polls.hasRoomFor(1)) {
            return response.apply(now);
        }
        String applied = preference.applied();
        return job.timeline().overFrom(now) <= now
                ? response.apply(now).with("preference-applied", applied)
                : polls.hold(
                        List.of(job),
                        preference,
                        now,
                        () -> response.apply(services.now()).with("preference-applied", applied));
    }

    Answer list(ListJobs route, Request request) {
        List<String> ids = route.ids().isEmpty() ? null : request.query().get(route.ids());
        return route.answer().response(ids == null ? page(route, request) : named(ids(route, ids), request));
    }

    /** With commas between them, or one in each parameter of this name. */
    private static Set<String> ids(ListJobs route, List<String> values) {
        Set<String> ids = values.stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (ids.isEmpty() || ids.size() > MOST) {
            throw RefusedException.badRequest(
                    "invalid_ids",
                    route.ids() + " has " + ids.size() + " ids; allowed are 1 to " + MOST
                            + ", with commas between them, or each in a parameter of its own.");
        }
        return ids;
    }

    private JobsFacts named(Set<String> ids, Request request) {
        long now = services.now();
        ResultUrls links = services.results().in(request);
        List<JobFacts> jobs = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String id : ids) {
            file.ids()
                    .find(id, services.jobs(), now)
                    .ifPresentOrElse(job -> jobs.add(facts(job, now, links)), () -> missing.add(id));
        }
        return listed(jobs, missing, null, request);
    }

    private JobsFacts page(ListJobs route, Request request) {
        long now = services.now();
        JobQuery query = new JobQuery(null, limit(route, request), parameter(route.cursor(), request));
        JobPage page;
        try {
            page = services.jobs().list(query, now);
        } catch (IllegalArgumentException badCursor) {
            throw RefusedException.badRequest(
                    "invalid_cursor",
                    route.cursor() + " is '" + Printable.value(String.valueOf(query.cursor()))
                            + "'; allowed is what the page before says.");
        }
        ResultUrls links = services.results().in(request);
        List<JobFacts> jobs =
                page.jobs().stream().map(job -> facts(job, now, links)).toList();
        return listed(jobs, null, page.next(), request);
    }

    private JobsFacts listed(
            List<JobFacts> jobs, @Nullable List<String> missing, @Nullable String next, Request request) {
        String base = services.results().in(request).root();
        return new JobsFacts(jobs, missing, next, request.prefix(), base);
    }

    private static int limit(ListJobs route, Request request) {
        String text = Optional.ofNullable(parameter(route.limit(), request)).orElse(Integer.toString(USUAL));
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw RefusedException.badRequest(
                    "invalid_limit",
                    route.limit() + " is '" + Printable.value(text)
                            + "'; allowed is a number from 1 on, of which at most " + MOST + " counts.");
        }
        return Math.min(Integer.parseInt(text), MOST);
    }

    private static @Nullable String parameter(String name, Request request) {
        return name.isEmpty() ? null : request.query(name);
    }

    private JobFacts facts(Job job, long now, ResultUrls links) {
        return JobFacts.of(file.ids(), job, now, links);
    }
}
