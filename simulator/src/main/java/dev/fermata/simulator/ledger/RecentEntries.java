package dev.fermata.simulator.ledger;

import java.util.LinkedHashMap;
import java.util.Map;

/** The last entries. If there are too many, the oldest is forgotten. */
final class RecentEntries<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private final int most;
    /** How many there were too many. */
    long forgotten;

    RecentEntries(int most) {
        this.most = most;
    }

    @Override
    public void clear() {
        super.clear();
        forgotten = 0;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        forgotten += size() > most ? 1 : 0;
        return size() > most;
    }
}
