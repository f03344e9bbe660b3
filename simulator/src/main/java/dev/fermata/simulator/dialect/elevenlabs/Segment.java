package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.job.JobSpec;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A segment of the transcript of a project.
 *
 * @param index its place in the project, by which languages know it
 * @param start in seconds, as {@code end}
 * @param deleted whether it is not there any more; its place is kept
 */
record Segment(int index, String text, String speaker, double start, double end, boolean deleted) {

    private static final long BYTES = 80;
    private static final List<String> TEXTS = List.of("Welcome to this talk.", "Thank you for listening.");

    /** What is heard in a source that is so long. */
    static List<Segment> of(double seconds) {
        double length = seconds / TEXTS.size();
        return IntStream.range(0, TEXTS.size())
                .mapToObj(i -> new Segment(i, TEXTS.get(i), "speaker_1", i * length, (i + 1) * length, false))
                .toList();
    }

    long bytes() {
        return BYTES + JobSpec.bytes(text) + JobSpec.bytes(speaker);
    }

    String id() {
        return "seg_" + index;
    }

    Segment saying(String other) {
        return new Segment(index, other, speaker, start, end, deleted);
    }

    Segment withoutText() {
        return new Segment(index, "", speaker, start, end, true);
    }

    double length() {
        return end - start;
    }

    /** Whether one speaker would say both at once. */
    boolean overlaps(Segment other) {
        return speaker.equals(other.speaker) && start < other.end && other.start < end;
    }

    /** Without its texts. */
    ObjectNode json() {
        return ElevenLabsAnswers.object()
                .put("id", id())
                .put("speaker_id", speaker)
                .put("start_s", start)
                .put("end_s", end);
    }
}
