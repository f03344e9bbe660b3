package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.dialect.custom.CustomRoute.JobsFacts;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.ValueType;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** Reads the file of a dialect. */
final class DialectReader {

    /** Of one job as JSON, or one response. A list has at most a hundred jobs. */
    private static final long LONGEST = 20_000;

    private static final int MOST = 100;

    private static final List<String> NAMES =
            List.of("name", "id", "prefix_only", "values", "job", "routes", "errors", "webhook");
    private static final String OTHERWISE = "otherwise";
    private static final List<String> STATES = Stream.concat(
                    Stream.of(State.values()).map(State::word), Stream.of(OTHERWISE))
            .toList();
    private static final ValueType<String> NAME = ValueType.matching(
            "(?!(admin|files|healthz|status|fermata)$)[a-z][a-z0-9-]{0,30}",
            "a word of small letters, digits and '-' such as acme, but not admin, files, healthz, status or fermata",
            "NAME");
    private static final ValueType<IdShape> ID =
            ValueType.text(IdShape::of, shape -> StringNode.valueOf(shape.toString()), IdShape.ALLOWED, "ID");

    private static final Map<String, Template<Problem>> OF_PROBLEMS = Map.of(
            "code", new Template<>(problem -> StringNode.valueOf(problem.code()), 100),
            "message", new Template<>(problem -> StringNode.valueOf(problem.detail()), 8_000),
            "status", new Template<>(problem -> IntNode.valueOf(problem.status().code()), 3),
            "title",
                    new Template<>(
                            problem -> StringNode.valueOf(problem.status().reasonPhrase()), 50),
            "reason", new Template<>(problem -> StringNode.valueOf(reason(problem.status())), 50));

    private final Part file;
    private final TemplateReader<JobFacts> ofJobs = new TemplateReader<>(JobFacts.PLACEHOLDERS);

    private DialectReader(Part file) {
        this.file = file;
    }

    /** @throws InvalidSettingsException with a sentence for everything that is wrong */
    static DialectFile read(JsonNode json, String origin) {
        List<String> problems = new ArrayList<>();
        if (!json.isObject()) {
            throw new InvalidSettingsException(
                    origin + " is no dialect; allowed is an object with name, id, job, routes");
        }
        DialectFile read = new DialectReader(new Part(json, "", problems)).read(origin);
        if (problems.isEmpty()) {
            return read;
        }
        throw new InvalidSettingsException(
                problems.stream().map(problem -> origin + ": " + problem).toList());
    }

    private DialectFile read(String origin) {
        file.isObjectOf(NAMES);
        if (!file.at("name").isThere()) {
            file.problem("name is missing; it is " + NAME.allowed());
        }
        readValues();
        Part jobPart = file.at("job");
        Template<JobFacts> job = shortEnough(ofJobs.read(jobPart), jobPart);
        if (jobPart.isThere()) {
            ofJobs.define("job", job);
        }
        Map<String, Template<JobsFacts>> ofPages = pages(job);
        RouteReader routes = new RouteReader(this, jobPart.isThere(), new TemplateReader<>(ofPages));
        return new DialectFile(
                origin,
                file.at("name").value(NAME, "unnamed"),
                file.at("prefix_only").value(ValueType.yesOrNo(), false),
                file.at("id").value(ID, new IdShape("", IdShape.Kind.RANDOM, "")),
                job,
                routes.read(file.at("routes")),
                errors(),
                webhook());
    }

    private void readValues() {
        Part values = file.at("values");
        if (!values.isObject("an object with a value, or one for each state, by name") || tooMany(values)) {
            return;
        }
        values.children().forEach((name, value) -> {
            if (!name.matches("[A-Za-z][\\w-]{0,50}") || name.equals("job") || ofJobs.defines(name)) {
                value.problem(" cannot be a name here; allowed is a word that is no placeholder yet");
            } else {
                // A value may have those before it, so there is no circle.
                ofJobs.define(name, shortEnough(byState(value), value));
            }
        });
    }

    private static Map<String, Template<JobsFacts>> pages(Template<JobFacts> job) {
        Template<JobsFacts> missing = new Template<>(
                page -> page.missing() == null ? null : JsonMapper.shared().valueToTree(page.missing()), 2);
        return Map.of(
                "missing",
                missing,
                "jobs",
                new Template<>(
                        page -> {
                            var list = JsonNodeFactory.instance.arrayNode();
                            page.jobs().forEach(each -> list.add(job.fill(each)));
                            return list;
                        },
                        2),
                "count",
                new Template<>(page -> IntNode.valueOf(page.jobs().size()), 5),
                "next",
                new Template<>(page -> page.next() == null ? null : StringNode.valueOf(page.next()), 20),
                "prefix",
                new Template<>(page -> StringNode.valueOf(page.prefix()), 50),
                "base",
                new Template<>(page -> StringNode.valueOf(page.base()), 2_000));
    }

    private @Nullable AnswerTemplate<Problem> errors() {
        Part errors = file.at("errors");
        if (!errors.isObjectOf(List.of("status", "headers", "body"))) {
            return null;
        }
        int status = errors.at("status").value(ValueType.whole(200, 599), 0);
        TemplateReader<Problem> reader = new TemplateReader<>(OF_PROBLEMS);
        Template<Problem> body = shortEnough(reader.read(errors.at("body")), errors.at("body"));
        return new AnswerTemplate<>(
                problem -> status == 0 ? problem.status().code() : status,
                headers(errors.at("headers"), reader::read),
                body);
    }

    private @Nullable Template<JobFacts> webhook() {
        Part webhook = file.at("webhook");
        return webhook.isThere()
                ? shortEnough(ofJobs.read(webhook), webhook)
                : file.at("job").isThere() ? ofJobs.read(job()) : null;
    }

    /** Text that stands for the job. */
    Part job() {
        return new Part(StringNode.valueOf("{job}"), "job", file.problems());
    }

    /** A template of a job, as {@code body} has it. */
    Template<JobFacts> ofJob(Part part) {
        return shortEnough(ofJobs.read(part), part);
    }

    /** One template, or one for each state. */
    Template<JobFacts> byState(Part part) {
        if (!part.json().isObject()) {
            return ofJobs.read(part);
        }
        Map<State, Template<JobFacts>> all = byState(part, ofJobs::read);
        long longest = all.values().stream().mapToLong(Template::longest).max().orElse(0);
        return new Template<>(
                facts -> {
                    Template<JobFacts> one = all.get(facts.state());
                    return one == null ? null : one.fill(facts);
                },
                longest);
    }

    /** What is there for each state; a state may have nothing. */
    <T> Map<State, T> byState(Part part, Function<Part, T> reader) {
        Map<State, T> all = new EnumMap<>(State.class);
        if (part.isObjectOf(STATES)) {
            for (State state : State.values()) {
                String name = part.json().has(state.word()) ? state.word() : OTHERWISE;
                if (part.json().has(name)) {
                    all.put(state, reader.apply(part.at(name)));
                }
            }
        }
        return all;
    }

    <F> Map<String, Template<F>> headers(Part part, Function<Part, Template<F>> reader) {
        Map<String, Template<F>> headers = new LinkedHashMap<>();
        if (part.isObject("an object with headers, by name") && !tooMany(part)) {
            part.children().forEach((name, value) -> {
                if (!name.matches("[\\w!#$%&'*+.^`|~-]{1,100}")
                        || name.matches("(?i)content-length|transfer-encoding|connection|date")) {
                    value.problem(" is no header that you can set; allowed is a name such as Location, but not"
                            + " Content-Length, Transfer-Encoding, Connection and Date, which the server sets");
                }
                headers.put(name, shortEnough(reader.apply(value), value));
            });
        }
        return headers;
    }

    <F> Template<F> shortEnough(Template<F> template, Part part) {
        if (template.longest() > LONGEST) {
            part.problem(
                    " can take " + template.longest() + " characters, with its placeholders; allowed are " + LONGEST);
        }
        return template;
    }

    boolean tooMany(Part part) {
        int size = part.json().size();
        if (size > MOST) {
            part.problem(" has " + size + " members; allowed are " + MOST);
        }
        return size > MOST;
    }

    /** Such as {@code NOT_FOUND}. */
    private static String reason(HttpResponseStatus status) {
        return status.reasonPhrase().toUpperCase(Locale.ROOT).replaceAll("[^A-Z]+", "_");
    }
}
