package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.job.JobSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A language of a project.
 *
 * @param run its latest dub
 * @param before the dub whose outputs it has until the latest one is completed; null if the latest one is the first
 * @param revision how often its transcript was changed
 * @param translations of segments, by index, that were edited; empty for one that was discarded
 * @param edited the indexes of the segments that were changed since the latest dub
 */
record LanguageTarget(
        String id,
        String project,
        long createdAt,
        Run run,
        @Nullable Run before,
        int revision,
        Map<Integer, String> translations,
        Set<Integer> edited,
        long editedAt) {

    private static final long BYTES = 500;
    /** For a translation that was edited, also if it was discarded. */
    static final long EDIT_BYTES = 100;

    long bytes() {
        long bytes = BYTES + EDIT_BYTES * (translations.size() + edited.size());
        for (String text : translations.values()) {
            bytes += text.isEmpty() ? 0 : JobSpec.bytes(text);
        }
        return bytes;
    }

    /** A dub. */
    record Run(long job, int revision) {}

    static LanguageTarget of(String id, String project, long job, long now) {
        return new LanguageTarget(id, project, now, new Run(job, 0), null, 0, Map.of(), Set.of(), now);
    }

    LanguageTarget regenerated(Run latest, long now) {
        Map<Integer, String> kept = new HashMap<>(translations);
        kept.values().removeIf(String::isEmpty);
        return new LanguageTarget(id, project, createdAt, latest, run, revision, Map.copyOf(kept), Set.of(), now);
    }

    /**
     * With other translations, by the indexes of their segments.
     *
     * @param begun whether the latest dub has begun, so that it is without these
     */
    LanguageTarget edited(Map<Integer, String> changes, boolean begun, long now) {
        Map<Integer, String> changed = new HashMap<>(translations);
        changed.putAll(changes);
        Set<Integer> all = new TreeSet<>(edited);
        all.addAll(changes.keySet());
        Run latest = begun ? run : new Run(run.job(), revision + 1);
        return new LanguageTarget(
                id,
                project,
                createdAt,
                latest,
                before,
                revision + 1,
                Map.copyOf(changed),
                begun ? Set.copyOf(all) : Set.of(),
                now);
    }
}
