package dev.fermata.simulator.fault;

import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.setting.ValueTypes;
import java.util.List;
import java.util.Optional;

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

        private static final FaultField<StateWord, String> WORD = new FaultField<>(
                "word",
                ValueTypes.text(
                        text -> Optional.of(text).filter(some -> some.matches("[\\w -]{1,100}")),
                        text -> text,
                        "1 to 100 letters, digits, '_', '-' and spaces"),
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
                "The job is completed, but without the URLs of its result, in responses and in events. The response has no"
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
}
