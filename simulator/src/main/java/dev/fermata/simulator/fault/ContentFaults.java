package dev.fermata.simulator.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.setting.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Faults of what a response says: well-formed, and not true. In responses and in events, of every dialect. */
public final class ContentFaults {

    private ContentFaults() {}

    /** Says what is not true with a body and without a version, because the client would take a 304 for the truth. */
    private static HeldRequest tamper(FaultExchange exchange, JsonTamperer tamperer) {
        exchange.writer().change(tamperer::tampered);
        exchange.writer().changeStream(tamperer::tampered);
        return exchange.answerInFull();
    }

    /** A state that no documentation knows, or one that is not true. */
    public record StateWord(String to) implements FaultSpec {

        private static final FaultType.Field<StateWord, String> WORD = new FaultType.Field<>(
                "word",
                ValueType.matching("[\\w -]{1,100}", "1 to 100 letters, digits, '_', '-' and spaces", "WORD"),
                "reticulating",
                "what every state says: an unknown word, or a wrong one",
                StateWord::to);

        static final FaultType<StateWord> TYPE = new FaultType<>(
                "state_word",
                "Every state is that word, in responses and in events. The response has no `ETag` and is never a 304.",
                List.of(WORD),
                values -> new StateWord(values.get(WORD)));

        public StateWord {
            WORD.check(to);
        }

        @Override
        public FaultType<StateWord> type() {
            return TYPE;
        }

        @Override
        public boolean knownByResponse() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            return tamper(exchange, JsonTamperer.states(to, exchange::happened));
        }
    }

    /** Completed, but the response does not say where the result is. */
    public record NoResult() implements FaultSpec {

        static final FaultType<NoResult> TYPE = FaultType.plain(
                "no_result",
                "The job is completed, but without the URLs of its result, in responses and in events: an object with them is missing, a single one is null. The response has no"
                        + " `ETag` and is never a 304.",
                new NoResult());

        @Override
        public FaultType<NoResult> type() {
            return TYPE;
        }

        @Override
        public boolean knownByResponse() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            return tamper(exchange, JsonTamperer.results(exchange::happened));
        }
    }

    /**
     * Changes JSON in responses and events so that it is well-formed and not true. It finds states and results by the names that all dialects use.
     */
    private static final class JsonTamperer {

        private static final Set<String> STATES = Set.of("state", "status", "result");
        private static final Set<String> RESULTS = Set.of("result", "results", "outputs", "output");
        /** URLs that lead to no result: what the client sent, and where to ask. */
        private static final Set<String> NO_RESULTS =
                Set.of("source_url", "callback_url", "response_url", "status_url", "cancel_url", "upload_url");
        /** What is in these belongs to the client, whatever its names are. */
        private static final Set<String> THEIRS = Set.of("metadata", "input");

        private static final String DATA = "data: ";

        /** Changes an object, and returns whether there was anything to change. */
        private final Predicate<ObjectNode> tampering;

        private final Runnable tampered;

        private JsonTamperer(Predicate<ObjectNode> tampering, Runnable tampered) {
            this.tampering = tampering;
            this.tampered = tampered;
        }

        /**
         * Every state is that word.
         *
         * @param tampered called whenever something was changed
         */
        static JsonTamperer states(String word, Runnable tampered) {
            return new JsonTamperer(
                    object -> {
                        List<String> wrong = STATES.stream()
                                .filter(name -> object.path(name).isString()
                                        && !object.path(name).asString().equals(word))
                                .toList();
                        wrong.forEach(name -> object.put(name, word));
                        return !wrong.isEmpty();
                    },
                    tampered);
        }

        /** Results are left out, and URLs of results are null. */
        static JsonTamperer results(Runnable tampered) {
            return new JsonTamperer(
                    object -> {
                        List<String> results = List.copyOf(object.propertyNames()).stream()
                                .filter(name -> isResult(name, object.path(name)))
                                .toList();
                        // A URL that is not there yet is usually null.
                        results.stream()
                                .filter(name -> !object.path(name).isContainer())
                                .forEach(object::putNull);
                        object.remove(results.stream()
                                .filter(name -> object.path(name).isContainer())
                                .toList());
                        return !results.isEmpty();
                    },
                    tampered);
        }

        private static boolean isResult(String name, JsonNode value) {
            return value.isContainer()
                    ? RESULTS.contains(name)
                    : (name.endsWith("url") || name.equals("output")) && !value.isNull() && !NO_RESULTS.contains(name);
        }

        /** Without ETag; else a later 304 would confirm what was changed. */
        Response tampered(Response response) {
            byte[] body = response.body();
            if (response.status() >= 300 || body.length == 0) {
                return response;
            }
            String text = new String(body, UTF_8);
            String changed = changed(text);
            return changed.equals(text)
                    ? response
                    : response.withBody(changed.getBytes(UTF_8)).without("etag");
        }

        /** The same for server-sent events; each must be whole. */
        byte[] tampered(byte[] events) {
            StringBuilder changed = new StringBuilder();
            for (String line : new String(events, UTF_8).split("(?<=\n)")) {
                boolean data = line.startsWith(DATA) && line.endsWith("\n");
                changed.append(data ? DATA + changed(line.substring(DATA.length(), line.length() - 1)) + '\n' : line);
            }
            return changed.toString().getBytes(UTF_8);
        }

        private String changed(String text) {
            if (!text.startsWith("{") && !text.startsWith("[")) {
                return text;
            }
            try {
                JsonNode tree = JsonMapper.shared().readTree(text);
                if (!change(tree)) {
                    return text;
                }
                tampered.run();
                return tree.toString();
            } catch (JacksonException notJson) {
                return text;
            }
        }

        private boolean change(JsonNode node) {
            boolean changed = node instanceof ObjectNode object && tampering.test(object);
            if (node instanceof ObjectNode object) {
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    changed |= !THEIRS.contains(field.getKey()) && change(field.getValue());
                }
                return changed;
            }
            for (JsonNode child : node) {
                changed |= change(child);
            }
            return changed;
        }
    }
}
