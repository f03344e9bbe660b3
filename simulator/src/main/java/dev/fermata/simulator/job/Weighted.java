package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import java.util.List;

/**
 * Values to choose from, each with a weight.
 *
 * @param choices 1 to 100 of them, the sum of the weights is more than 0
 */
public record Weighted<T>(List<Choice<T>> choices) {

    /** One of them. Its chance is its weight divided by the sum of all weights. */
    public record Choice<T>(T value, double weight) {
        public Choice {
            if (!(weight >= 0 && weight <= 1e9)) {
                // The text is made only here, because a start makes many of these and the text of a record is slow the
                // first time.
                Checks.that(false, "weight of " + value, weight, "0 (never) to 1000000000");
            }
        }
    }

    public Weighted {
        choices = List.copyOf(choices);
        Checks.that(!choices.isEmpty() && choices.size() <= 100, "number of choices", choices.size(), "1 to 100");
        double sum = sum(choices);
        Checks.that(sum > 0, "sum of weights", sum, "more than 0");
    }

    /** Always this one. */
    public static <T> Weighted<T> only(T value) {
        return new Weighted<>(List.of(new Choice<>(value, 1)));
    }

    /** All with the same weight. */
    public static <T> Weighted<T> equally(List<T> values) {
        return new Weighted<>(
                values.stream().map(value -> new Choice<>(value, 1)).toList());
    }

    T value(int index) {
        return choices.get(index).value();
    }

    /** The index of the choice for a number from 0 to just under 1. */
    int pick(double uniform) {
        double left = uniform * sum(choices);
        int last = 0;
        for (int i = 0; i < choices.size(); i++) {
            double weight = choices.get(i).weight();
            if (weight > 0) {
                // Rounding can leave a rest after the last weight. It belongs to the last value with a weight.
                last = i;
                if (left < weight) {
                    return i;
                }
                left -= weight;
            }
        }
        return last;
    }

    private static double sum(List<? extends Choice<?>> choices) {
        double sum = 0;
        for (Choice<?> choice : choices) {
            sum += choice.weight();
        }
        return sum;
    }
}
