package dev.fermata.client.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@link DurationHistory#inMemory()}. A change replaces the list of its kind, so the lists that readers have never change. */
final class MemoryHistory implements DurationHistory {

    /** In the order of their last change. The first is the next to be forgotten. */
    private final Map<String, List<Observation>> kinds = new LinkedHashMap<>();

    @Override
    public synchronized void record(String kind, Observation observation) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(observation, "observation");
        for (String each = kind; ; each = parent(each)) {
            append(each, List.of(observation));
            if (parent(each).equals(each)) {
                return;
            }
        }
    }

    @Override
    public synchronized List<Observation> observations(String kind) {
        return kinds.getOrDefault(Objects.requireNonNull(kind, "kind"), List.of());
    }

    /** The kind itself if it has no parent. */
    static String parent(String kind) {
        int slash = kind.lastIndexOf('/');
        return slash < 0 ? kind : kind.substring(0, slash);
    }

    /** Adds to this kind only, because a file lists what was recorded for the parents too. */
    synchronized void append(String kind, List<Observation> more) {
        List<Observation> all = new ArrayList<>(observations(kind));
        all.addAll(more);
        kinds.remove(kind);
        kinds.put(kind, List.copyOf(all.subList(Math.max(0, all.size() - JOBS_PER_KIND), all.size())));
        if (kinds.size() > KINDS) {
            kinds.remove(kinds.keySet().iterator().next());
        }
    }

    /** All kinds, in the order of their last change. */
    synchronized Map<String, List<Observation>> copy() {
        return new LinkedHashMap<>(kinds);
    }
}
