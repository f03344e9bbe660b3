package dev.fermata.simulator.fault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All faults that there are. A new one has its line here. */
final class FaultTypes {

    static final List<FaultType<?>> ALL = List.of(
            ResponseFaults.Latency.TYPE,
            StatusFault.TYPE,
            ConnectionFaults.ResetBefore.TYPE,
            ConnectionFaults.ResetDuring.TYPE,
            ConnectionFaults.Empty.TYPE,
            ConnectionFaults.Truncate.TYPE,
            ConnectionFaults.Drip.TYPE,
            ConnectionFaults.NoAnswer.TYPE,
            ResponseFaults.Garbage.TYPE,
            ResponseFaults.Html.TYPE,
            ContentFaults.StateWord.TYPE,
            ContentFaults.NoResult.TYPE,
            JobFaults.NotFoundAfterCreation.TYPE,
            ResponseFaults.AcceptThenStatus.TYPE,
            JobFaults.Stuck.TYPE,
            JobFaults.Relapse.TYPE);

    private static final Map<String, FaultType<?>> BY_WORD = new LinkedHashMap<>();

    static {
        ALL.forEach(type -> BY_WORD.put(type.word(), type));
    }

    private FaultTypes() {}

    static @Nullable FaultType<?> find(String word) {
        return BY_WORD.get(word);
    }

    static Set<String> words() {
        return BY_WORD.keySet();
    }

    /** The tables of {@code docs/scenarios.md}: the keys of a rule, and all faults. */
    static String documentation() {
        return Stream.concat(
                                Stream.of("| key of a rule | allowed | only these requests |", "|---|---|---|"),
                                FaultRuleSpec.FIELDS.stream()
                                        .map(field -> "| `" + field.name() + "` | "
                                                + cell(field.kind().allowed()) + " | " + cell(field.meaning()) + " |"))
                        .collect(Collectors.joining("\n", "", "\n\n"))
                + Stream.concat(
                                Stream.of("| fault | what happens | its fields |", "|---|---|---|"),
                                ALL.stream()
                                        .map(type -> "| `" + type.word() + "` | " + cell(type.meaning()) + " | "
                                                + fields(type) + " |"))
                        .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String fields(FaultType<?> type) {
        return type.fields().stream()
                .map(field -> "`" + field.name() + "`"
                        + (field.byDefault() == null ? "" : " (`" + field.writtenDefault() + "`)") + ": "
                        + cell(field.meaning()) + "; " + cell(field.kind().allowed()))
                .collect(Collectors.joining("<br>"));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
