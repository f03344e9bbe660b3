package dev.fermata.simulator.ledger;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** The last entries. If there are too many, the oldest is forgotten. */
final class RecentEntries<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private static final int GROUPS = 1021;

    private final int most;
    /** How many there were too many. */
    long forgotten;
    /** A bit for each group of keys: whether one of them was forgotten. */
    private final BitSet gone = new BitSet(0);

    RecentEntries(int most) {
        this.most = most;
    }

    @Override
    public void clear() {
        super.clear();
        forgotten = 0;
        gone.clear();
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        if (size() <= most) {
            return false;
        }
        forgotten++;
        gone.set(group(eldest.getKey()));
        return true;
    }

    /** Certain only if it says no. */
    boolean mayHaveForgotten(K key) {
        return gone.get(group(key));
    }

    private static int group(Object key) {
        return Math.floorMod(key.hashCode(), GROUPS);
    }
}
