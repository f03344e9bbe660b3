package dev.fermata.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far one job speaks for the next: a share for each of some kernel scales. Each scale is judged by how well the other jobs,
 * smoothed by it, foretell those left out (cross-validation), and the model mixes the scales accordingly. So jobs of constant
 * length are soon expected to the tenth of a second, jobs of all lengths stay spread out, and one job alone, about which nothing
 * can be left out, is expected to be typical in every order of magnitude.
 */
final class Bandwidth {

    static final double[] SCALES = {0.0003, 0.001, 0.003, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32};

    /** So many groups are left out in turn: more would cost more and say little more. */
    private static final int GROUPS = 8;

    /** Only so many jobs, the newest, are asked. */
    private static final int WITNESSES = 40;

    /** Shares below this are dropped: each scale has its price. */
    private static final double LEAST_SHARE = 0.01;

    /** Half the width of the window, in log time, within which an exact duration must be foretold. */
    private static final double WINDOW = 1e-4;

    private Bandwidth() {}

    /** One for each scale; their sum is 1. */
    static double[] shares(List<Evidence> evidence, Prior prior) {
        double[] log = new double[SCALES.length];
        for (int k = 0; k < log.length; k++) {
            // Wide is likelier than narrow until jobs say otherwise: a narrow plan that is wrong costs more than a wide
            // one.
            log[k] = Math.log(SCALES[k]);
        }
        int groups = Math.min(GROUPS, evidence.size());
        for (int group = 0; group < groups && groups > 1; group++) {
            judge(evidence, group, groups, prior, log);
        }
        double most = Arrays.stream(log).max().orElseThrow();
        double[] shares = Arrays.stream(log)
                .map(each -> Math.exp(each - most))
                .map(share -> share < LEAST_SHARE ? 0 : share)
                .toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    /** Adds, for each scale, the log-likelihood of one group given the others. */
    private static void judge(List<Evidence> evidence, int group, int groups, Prior prior, double[] log) {
        List<Evidence> others = new ArrayList<>();
        List<Evidence> witnesses = new ArrayList<>();
        for (int i = 0; i < evidence.size(); i++) {
            if (i % groups != group) {
                others.add(evidence.get(i));
            } else if (i >= evidence.size() - WITNESSES && !evidence.get(i).endless()) {
                witnesses.add(evidence.get(i));
            }
        }
        List<Lump> lumps = Lump.of(others, prior);
        double all = Lump.weight(lumps) + prior.weight();
        for (Evidence e : witnesses) {
            double from = e.exact() ? Math.log(e.before()) - WINDOW : Math.log(Math.max(prior.low() / 2, e.after()));
            double to = Math.log(e.before()) + (e.exact() ? WINDOW : 0);
            double room = prior.below(Math.exp(to)) - prior.below(Math.exp(from));
            for (int k = 0; k < SCALES.length; k++) {
                log[k] += e.weight() * Math.log((room + between(lumps, from, to, SCALES[k])) / all);
            }
        }
    }

    private static double between(List<Lump> lumps, double from, double to, double scale) {
        double sum = 0;
        for (Lump lump : lumps) {
            sum += lump.below(to, scale) - lump.below(from, scale);
        }
        return sum;
    }
}
