package dev.fermata.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link DurationHistory#inMemory()}. The lists are copied on change, so readers keep what they were given. */
final class MemoryHistory implements DurationHistory {

    /** In the order of the last change, because the kind at the front is the one to forget. */
    private final Map<String, List<Observation>> kinds = new LinkedHashMap<>();

    @Override
    public synchronized void record(String kind, Observation observation) {
        for (String each = kind; ; each = parent(each)) {
            append(each, List.of(observation));
            if (parent(each).equals(each)) {
                return;
            }
        }
    }

    @Override
    public synchronized List<Observation> observations(String kind) {
        return kinds.getOrDefault(kind, List.of());
    }

    /** The kind itself when it has no parent. */
    static String parent(String kind) {
        int slash = kind.lastIndexOf('/');
        return slash < 0 ? kind : kind.substring(0, slash);
    }

    /** Adds to this kind alone: what comes from a file holds the parents' share already. */
    synchronized void append(String kind, List<Observation> more) {
        List<Observation> all = new ArrayList<>(observations(kind));
        all.addAll(more);
        kinds.remove(kind);
        kinds.put(kind, List.copyOf(all.subList(Math.max(0, all.size() - JOBS_PER_KIND), all.size())));
        if (kinds.size() > KINDS) {
            kinds.remove(kinds.keySet().iterator().next());
        }
    }

    synchronized Map<String, List<Observation>> copy() {
        return new LinkedHashMap<>(kinds);
    }
}
