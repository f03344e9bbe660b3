package dev.fermata.bench.schedules;

/** The standard normal distribution, as exact as these tables need: errors below 1e-7. */
final class Normal {

    private static final double STEP = 1e-3;
    private static final double END = 6;
    private static final double[] BELOW = table();

    private Normal() {}

    static double below(double z) {
        if (z <= -END) {
            return 0;
        } else if (z >= END) {
            return 1;
        }
        double at = (z + END) / STEP;
        int i = (int) at;
        return BELOW[i] + (at - i) * (BELOW[i + 1] - BELOW[i]);
    }

    static double quantile(double u) {
        double from = -END;
        double to = END;
        while (to - from > 1e-9) {
            double mid = (from + to) / 2;
            if (below(mid) < u) {
                from = mid;
            } else {
                to = mid;
            }
        }
        return (from + to) / 2;
    }

    /** The density summed by the midpoint rule. */
    private static double[] table() {
        int n = (int) Math.round(2 * END / STEP);
        double[] below = new double[n + 2];
        for (int i = 0; i < n; i++) {
            double z = -END + (i + 0.5) * STEP;
            below[i + 1] = below[i] + Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * STEP;
        }
        below[n + 1] = below[n];
        return below;
    }
}
