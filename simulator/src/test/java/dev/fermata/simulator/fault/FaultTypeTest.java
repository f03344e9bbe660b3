package dev.fermata.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What holds for every fault, those included that will be added. */
class FaultTypeTest {

    static Stream<FaultType<?>> all() {
        return FaultType.All.TYPES.stream();
    }

    @Test
    void haveNamesOfTheirOwn() {
        assertThat(FaultType.All.words()).hasSize(FaultType.All.TYPES.size());
    }

    @ParameterizedTest
    @MethodSource("all")
    void areReadWithoutFieldsAndWrittenSoThatTheSameIsRead(FaultType<?> type) {
        FaultRuleSpec rule = read(json(type));
        assertThat(rule.fault().type()).isSameAs(type);
        assertThat(read(rule.json())).isEqualTo(rule);
    }

    @ParameterizedTest
    @MethodSource("all")
    void refuseAValueThatAFieldDoesNotAllow(FaultType<?> type) {
        for (FaultType.Field<?, ?> field : type.fields()) {
            ObjectNode rule = json(type).put(field.name(), "\u0000".repeat(10_001));
            assertThatThrownBy(() -> read(rule))
                    .as("%s of %s", field.name(), type.word())
                    .hasMessageStartingWith("rule." + field.name() + " is '")
                    .hasMessageContaining("allowed is " + field.kind().allowed());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void saySentencesAboutThemselvesAndTheirFields(FaultType<?> type) {
        assertThat(type.meaning()).matches("(?s)[A-Z0-9].*\\.");
        assertThat(type.fields())
                .allSatisfy(field -> assertThat(field.meaning()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("all")
    void haveNoFieldThatARuleHasToo(FaultType<?> type) {
        List<String> rules =
                FaultRuleSpec.FIELDS.stream().map(FaultType.Field::name).toList();
        assertThat(type.fields()).extracting(FaultType.Field::name).doesNotContainAnyElementsOf(rules);
    }

    /** Every record that is a fault has its line. */
    @Test
    void areAllOfThem() {
        List<Class<?>> faults = Stream.of(
                        ConnectionFaults.class, ResponseFaults.class, ContentFaults.class, JobFaults.class)
                .flatMap(group -> Arrays.stream(group.getDeclaredClasses()))
                .filter(FaultSpec.class::isAssignableFrom)
                .<Class<?>>map(each -> each)
                .toList();
        assertThat(FaultType.All.TYPES)
                .extracting(type -> (Object) read(json(type)).fault().getClass())
                .containsAll(faults);
    }

    private static ObjectNode json(FaultType<?> type) {
        return JsonNodeFactory.instance.objectNode().put("fault", type.word());
    }

    private static FaultRuleSpec read(ObjectNode rule) {
        return FaultRuleSpec.read(rule, "rule");
    }
}
