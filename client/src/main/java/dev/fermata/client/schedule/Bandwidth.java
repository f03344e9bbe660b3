package dev.fermata.client.schedule;

import dev.fermata.client.schedule.DurationModel.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much one job says about the durations near its own: a share for each of some kernel scales. Each scale is judged by how
 * well it predicts jobs that are left out from the others (cross-validation), and the model mixes the scales by these shares. So
 * jobs of constant length are soon expected to a tenth of a second, and jobs of many lengths stay spread out. With one job, none
 * can be left out, and its duration is taken to be typical of its order of magnitude only.
 */
final class Bandwidth {

    static final double[] SCALES = {0.0003, 0.001, 0.003, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32};

    /** This many groups are left out in turn. More would take longer and say little more. */
    private static final int GROUPS = 8;

    /** Only this many jobs, the newest, are predicted. */
    private static final int PREDICTED = 40;

    /** Smaller shares are dropped, because each scale takes time. */
    private static final double LEAST_SHARE = 0.01;

    /** Half the width of the window, in log time, in which an exact duration must be predicted. */
    private static final double WINDOW = 1e-4;

    private Bandwidth() {}

    /** One share for each scale; their sum is 1. */
    static double[] shares(List<Evidence> evidence, Prior prior) {
        double[] log = new double[SCALES.length];
        for (int k = 0; k < log.length; k++) {
            // Wide is likelier than narrow until jobs say otherwise: a narrow plan that is wrong costs more.
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

    /** Adds the log-likelihood of one group, given the others, for each scale. */
    private static void judge(List<Evidence> evidence, int group, int groups, Prior prior, double[] log) {
        List<Evidence> others = new ArrayList<>();
        List<Evidence> predicted = new ArrayList<>();
        for (int i = 0; i < evidence.size(); i++) {
            if (i % groups != group) {
                others.add(evidence.get(i));
            } else if (i >= evidence.size() - PREDICTED && !evidence.get(i).endless()) {
                predicted.add(evidence.get(i));
            }
        }
        List<MassSegment> segments = MassSegment.of(others, prior);
        double all = MassSegment.weight(segments) + prior.weight();
        for (Evidence e : predicted) {
            double from = e.exact() ? Math.log(e.before()) - WINDOW : Math.log(Math.max(prior.low() / 2, e.after()));
            double to = Math.log(e.before()) + (e.exact() ? WINDOW : 0);
            double room = prior.below(Math.exp(to)) - prior.below(Math.exp(from));
            for (int k = 0; k < SCALES.length; k++) {
                log[k] += e.weight() * Math.log((room + between(segments, from, to, SCALES[k])) / all);
            }
        }
    }

    private static double between(List<MassSegment> segments, double from, double to, double scale) {
        double sum = 0;
        for (MassSegment segment : segments) {
            sum += segment.below(to, scale) - segment.below(from, scale);
        }
        return sum;
    }
}
