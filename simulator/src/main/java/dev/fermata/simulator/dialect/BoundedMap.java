package dev.fermata.simulator.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The last things that clients have created, by id. If there are too many, the oldest is forgotten. Thread-safe. */
public final class BoundedMap<V> {

    private final Map<String, V> byId;

    public BoundedMap(int most) {
        byId = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    public synchronized void put(String id, V value) {
        byId.put(id, value);
    }

    public synchronized @Nullable V get(String id) {
        return byId.get(id);
    }

    /** Changes a value, and returns the new one; null if there is none. */
    public synchronized @Nullable V change(String id, UnaryOperator<V> change) {
        return byId.computeIfPresent(id, (same, before) -> change.apply(before));
    }

    public synchronized @Nullable V remove(String id) {
        return byId.remove(id);
    }

    public synchronized List<V> newestFirst() {
        List<V> all = new ArrayList<>(byId.values());
        Collections.reverse(all);
        return all;
    }

    public synchronized void clear() {
        byId.clear();
    }
}
