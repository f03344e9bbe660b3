package dev.fermata.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.ledger.Timeline.Kind;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ring of the last entries. */
class TimelineTest {

    private final Timeline timeline = new Timeline();

    @Test
    void keepsTheLastEntriesInTheirOrder() {
        for (int turn = 0; turn < 2; turn++) {
            add(2 * Timeline.SIZE + 3);
            assertThat(timeline.oldest()).isEqualTo(Timeline.SIZE + 3);
            JsonNode entries = written();
            assertThat(entries).hasSize(Timeline.SIZE);
            for (int i = 0; i < Timeline.SIZE; i++) {
                assertThat(entries.path(i).path(2).asLong()).as("job").isEqualTo(timeline.oldest() + i);
            }
            timeline.clear();
            assertThat(timeline.next()).as("begins anew").isZero();
        }
    }

    @Test
    void beginsAnewWhenItIsCleared() {
        add(5);
        timeline.clear();
        add(1);
        assertThat(written().toString()).isEqualTo("[[0,1,0,2,3,200,-1]]");
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            timeline.add(Kind.POLL, 1, i, 2, 3, 200, -1);
        }
    }

    private JsonNode written() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonMapper.shared().createGenerator(text)) {
            json.writeStartArray();
            timeline.write(json, timeline.oldest(), timeline.next());
            json.writeEndArray();
        }
        return JsonMapper.shared().readTree(text.toString());
    }
}
