package dev.fermata.simulator.dialect;

import dev.fermata.simulator.setting.MemoryShare;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The last things that clients have created, by id. If there are too many, the oldest is forgotten. Thread-safe. */
public final class BoundedMap<V> {

    /** How many of these maps may be full at the same time. */
    private static final int MAPS = 3;

    private final Map<String, V> byId = new LinkedHashMap<>();
    private final int most;
    private final long mostBytes;
    private final ToLongFunction<V> size;
    private long bytes;

    /** For things that are forgotten with a job, whose memory counts with that of the job. */
    public BoundedMap(int most) {
        this(most, 0, thing -> 0);
    }

    /**
     * For things that no job keeps.
     *
     * @param size about how many bytes of memory one takes
     */
    public BoundedMap(int most, ToLongFunction<V> size) {
        this(most, MemoryShare.RECORDS.bytes() / MAPS, size);
    }

    BoundedMap(int most, long mostBytes, ToLongFunction<V> size) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.size = size;
    }

    public synchronized void put(String id, V value) {
        remove(id);
        byId.put(id, value);
        bytes += size.applyAsLong(value);
        forget();
    }

    /** The newest one stays, however large it is. */
    private void forget() {
        Iterator<V> oldest = byId.values().iterator();
        while (byId.size() > 1 && (byId.size() > most || bytes > mostBytes)) {
            bytes -= size.applyAsLong(oldest.next());
            oldest.remove();
        }
    }

    public synchronized @Nullable V get(String id) {
        return byId.get(id);
    }

    /** Changes a value, and returns the new one; null if there is none. */
    public synchronized @Nullable V change(String id, UnaryOperator<V> change) {
        V before = byId.get(id);
        if (before == null) {
            return null;
        }
        V after = change.apply(before);
        byId.put(id, after);
        bytes += size.applyAsLong(after) - size.applyAsLong(before);
        forget();
        return after;
    }

    public synchronized @Nullable V remove(String id) {
        V removed = byId.remove(id);
        bytes -= removed == null ? 0 : size.applyAsLong(removed);
        return removed;
    }

    public synchronized List<V> newestFirst() {
        List<V> all = new ArrayList<>(byId.values());
        Collections.reverse(all);
        return all;
    }

    public synchronized void clear() {
        byId.clear();
        bytes = 0;
    }
}
