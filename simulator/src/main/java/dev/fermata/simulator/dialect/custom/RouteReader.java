package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.custom.CustomRoute.Action;
import dev.fermata.simulator.dialect.custom.CustomRoute.IdPlace;
import dev.fermata.simulator.dialect.custom.CustomRoute.IdPlace.Source;
import dev.fermata.simulator.dialect.custom.CustomRoute.JobsFacts;
import dev.fermata.simulator.dialect.custom.CustomRoute.ListJobs;
import dev.fermata.simulator.dialect.custom.CustomRoute.OneJob;
import dev.fermata.simulator.dialect.custom.CustomRoute.Submit;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.setting.ValueType;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/** Reads the routes of a dialect. */
final class RouteReader {

    private static final String PLACE = "[\\w@$-]{1,60}(\\.[\\w@$-]{1,60}){0,9}";
    private static final String SEGMENT = "/(?!\\.{1,2}(/| |$))[\\w.~:@!$&'()*+,;=-]*(\\{id}[\\w.~:@!$&'()*+,;=-]*)?";
    private static final Pattern LINE = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (/|(?:" + SEGMENT + "(?<!/))+)");
    private static final String LINES =
            "a method and a path such as 'GET /jobs/{id}': GET, POST, PUT, PATCH or DELETE, and"
                    + " segments of letters, digits and the characters . _ ~ : @ ! $ & ' ( ) * + , ; = -, with {id} at most once";

    private static final List<String> ANSWER = List.of("does", "status", "headers", "body");
    private static final List<String> JOB_FIELDS =
            List.of("source_url", "source_language", "target_language", "title", "callback_url");

    private static final ValueType<Does> DOES = ValueType.word(Does.class);
    private static final ValueType<Integer> STATUS = ValueType.whole(200, 599);
    private static final ValueType<String> PLACE_TYPE =
            ValueType.matching(PLACE, "the place of a field such as input.url", "PLACE");
    private static final ValueType<String> PARAMETER =
            ValueType.matching("[\\w.~-]{1,60}", "the name of a parameter such as page_size", "NAME");
    private static final ValueType<IdPlace> ID = ValueType.text(
            RouteReader::idPlace,
            place -> StringNode.valueOf(place.toString()),
            "where the id is, such as 'query job_id', 'header X-Job-Id' or 'body job.id'",
            "PLACE");

    private enum Does {
        SUBMIT,
        SHOW,
        CANCEL,
        DELETE,
        LIST
    }

    private final DialectReader dialect;
    private final boolean hasJob;
    private final TemplateReader<JobsFacts> ofPages;

    RouteReader(DialectReader dialect, boolean hasJob, TemplateReader<JobsFacts> ofPages) {
        this.dialect = dialect;
        this.hasJob = hasJob;
        this.ofPages = ofPages;
    }

    /** The router takes the first path that fits, so {@code /jobs/{id}:cancel} goes before {@code /jobs/{id}}. */
    List<CustomRoute> read(Part part) {
        List<CustomRoute> routes = new ArrayList<>();
        String allowed = "an object with a route or several, such as 'GET /jobs/{id}'";
        if (!part.isThere() || part.json().isObject() && part.json().isEmpty()) {
            part.problem(" is missing; it is " + allowed);
        } else if (part.isObject(allowed) && !dialect.tooMany(part)) {
            part.children().forEach((line, route) -> {
                CustomRoute read = read(line, route);
                if (read != null) {
                    routes.add(read);
                }
            });
        }
        routes.sort(Comparator.comparing(route -> -afterId(route.path())));
        return routes;
    }

    /** How many characters the segment with {@code {id}} has after it. */
    private static int afterId(String path) {
        int id = path.indexOf(CustomRoute.ID);
        return id < 0
                ? 0
                : path.substring(id + CustomRoute.ID.length()).split("/", 2)[0].length();
    }

    private @Nullable CustomRoute read(String line, Part part) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()
                || line.length() > 200
                || line.indexOf(CustomRoute.ID) != line.lastIndexOf(CustomRoute.ID)) {
            part.problem(" is no route; allowed is " + LINES);
            return null;
        }
        HttpMethod method = HttpMethod.valueOf(parts.group(1));
        String path = parts.group(2);
        Does does = part.at("does").value(DOES, Does.SHOW);
        boolean named = path.contains(CustomRoute.ID);
        if (named && (does == Does.SUBMIT || does == Does.LIST)) {
            part.problem(" has {id}, but what it does, " + word(does) + ", is for no single job");
        }
        return switch (does) {
            case SUBMIT -> submit(method, path, part);
            case LIST -> list(method, path, part);
            default -> oneJob(method, path, Action.valueOf(does.name()), named, part);
        };
    }

    private CustomRoute submit(HttpMethod method, String path, Part part) {
        known(part, "holds", "fields", "required");
        Map<String, String> fields = new LinkedHashMap<>();
        Part given = part.at("fields");
        if (given.isObjectOf(JOB_FIELDS)) {
            given.children().forEach((name, place) -> fields.put(name, place.value(PLACE_TYPE, name)));
        }
        List<String> required = part.at("required").value(ValueType.list(PLACE_TYPE), List.of());
        return new Submit(method, path, fields, required, holds(part), answer(part, 200, "{job}"));
    }

    private CustomRoute oneJob(HttpMethod method, String path, Action action, boolean named, Part part) {
        known(part, "holds", "id", "gone_after");
        Part where = part.at("id");
        if (named == where.isThere()) {
            part.problem(
                    named
                            ? " has {id} in its path and an id elsewhere; leave out one of them"
                            : " names no job; put {id} into its path, or say with id where it is: " + ID.allowed());
        }
        IdPlace id = where.value(ID, new IdPlace(Source.PATH, ""));
        Duration never = Duration.ofSeconds(-1);
        Duration gone = part.at("gone_after").value(ValueType.duration(), never);
        boolean deletes = action == Action.DELETE;
        return new OneJob(
                method,
                path,
                action,
                id,
                holds(part),
                gone.isNegative() ? Micros.NEVER : Micros.of(gone),
                answer(part, deletes ? 204 : 200, deletes ? "" : "{job}"));
    }

    private CustomRoute list(HttpMethod method, String path, Part part) {
        known(part, "ids", "limit", "cursor");
        if (!hasJob) {
            part.problem(" lists jobs, and the file does not say what one looks like; add job to the file");
        }
        int status = part.at("status").value(STATUS, 200);
        Part body = part.at("body");
        return new ListJobs(
                method,
                path,
                part.at("ids").value(PARAMETER, ""),
                part.at("limit").value(PARAMETER, ""),
                part.at("cursor").value(PARAMETER, ""),
                new AnswerTemplate<>(
                        page -> status,
                        dialect.headers(part.at("headers"), ofPages::read),
                        dialect.shortEnough(ofPages.read(orUsual(body, "{jobs}")), body)));
    }

    private AnswerTemplate<JobFacts> answer(Part part, int usual, String usualBody) {
        Part status = part.at("status");
        ToIntFunction<JobFacts> code;
        if (status.json().isObject()) {
            Map<State, Integer> codes = dialect.byState(status, each -> each.value(STATUS, usual));
            code = facts -> codes.getOrDefault(facts.state(), usual);
        } else {
            int one = status.value(STATUS, usual);
            code = facts -> one;
        }
        Part body = part.at("body");
        boolean lacks = body.json().isMissingNode() && usualBody.equals("{job}") && !hasJob;
        if (lacks) {
            part.problem(" has no body, and the file has no job that would be its body; add one of them");
        }
        return new AnswerTemplate<>(
                code,
                dialect.headers(part.at("headers"), dialect::byState),
                dialect.ofJob(orUsual(body, lacks ? "" : usualBody)));
    }

    private static boolean holds(Part part) {
        return part.at("holds").value(ValueType.yesOrNo(), false);
    }

    private static void known(Part part, String... more) {
        List<String> all = new ArrayList<>(ANSWER);
        all.addAll(List.of(more));
        part.isObjectOf(all);
    }

    /** Without a body there is the usual one; with {@code body: null} there is none. */
    private static Part orUsual(Part body, String usual) {
        String text = body.json().isMissingNode() ? usual : "";
        return body.isThere() ? body : new Part(StringNode.valueOf(text), body.place(), body.problems());
    }

    private static Optional<IdPlace> idPlace(String text) {
        String[] words = text.split(" ", 2);
        boolean known = words.length == 2 && words[0].matches("query|header|body");
        return known && words[1].matches(PLACE)
                ? Optional.of(new IdPlace(Source.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1]))
                : Optional.empty();
    }

    private static String word(Does does) {
        return does.name().toLowerCase(Locale.ROOT);
    }
}
