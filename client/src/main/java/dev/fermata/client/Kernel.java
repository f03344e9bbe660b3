package dev.fermata.client;

/**
 * The logistic kernel in log time: what one job says about the next. It falls off like a bell but with longer tails, and both it
 * and its integral are short formulas.
 */
final class Kernel {

    /** So many scales away, less than a millionth of the mass is left. */
    private static final double REACH = 14;

    private Kernel() {}

    /** The share below {@code y} of mass spread evenly from {@code a} to {@code b} and then smoothed by {@code scale}. */
    static double below(double y, double a, double b, double scale) {
        double width = b - a;
        if (y <= a - REACH * scale) {
            return 0;
        } else if (y >= b + REACH * scale) {
            return 1;
        } else if (width < 0.01 * scale) {
            return 1 / (1 + Math.exp(-(y - (a + b) / 2) / scale));
        }
        // softPlus(u) - softPlus(v), with one logarithm for both.
        double u = (y - a) / scale;
        double v = (y - b) / scale;
        if (v > -REACH && u < 2 * REACH) {
            return scale / width * Math.log((1 + Math.exp(u)) / (1 + Math.exp(v)));
        }
        return scale / width * (softPlus(u) - softPlus(v));
    }

    /** The integral of the logistic function. */
    private static double softPlus(double z) {
        return z > 30 ? z : Math.log1p(Math.exp(z));
    }
}
