package dev.fermata.bench.peers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All results, and what follows from them.
 *
 * @param peers the best last
 * @param control how late the machine was while requests were held
 */
record Standings(List<Result> peers, Map<String, Result> all, int jobs, Lateness control) {

    static Standings of(Map<String, Result> all, int jobs, Lateness control) {
        List<Result> peers = new ArrayList<>(all.values());
        peers.removeIf(result -> result.name().startsWith("Fermata"));
        Standings standings = new Standings(peers, all, jobs, control);
        peers.sort(Comparator.comparingDouble((Result peer) -> standings.cost(peer, Jobs.CELLS))
                .reversed());
        return standings;
    }

    Result named(String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    /** This project's waiter when it has seen 30 jobs, with that patience. */
    Result ours(double patience) {
        return named(Entrants.polling(patience));
    }

    Result best() {
        return peers.get(peers.size() - 1);
    }

    /** The cost relative to ours at one patience: the geometric mean over these jobs. */
    double cost(Result result, List<Jobs> cells, double patience) {
        return result.relative(ours(patience), cells, sample -> sample.cost(patience));
    }

    /** The same over all patiences. */
    double cost(Result result, List<Jobs> cells) {
        double logs = 0;
        for (double patience : Entrants.PATIENCES) {
            logs += Math.log(cost(result, cells, patience));
        }
        return Math.exp(logs / Entrants.PATIENCES.length);
    }

    static List<Jobs> onTheDot() {
        List<Jobs> cells = new ArrayList<>(Jobs.CELLS);
        cells.set(0, Jobs.ON_THE_DOT);
        return cells;
    }
}
