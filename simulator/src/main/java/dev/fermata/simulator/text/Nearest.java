package dev.fermata.simulator.text;

import java.util.Collection;
import java.util.Comparator;

/** Finds the word that was probably meant. */
public final class Nearest {

    private Nearest() {}

    /** The known word that takes the fewest changes of letters. */
    public static String of(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    /** For people: such as {@code " Did you mean 'title'?"}, or all known words if none is near. */
    public static String hint(String word, Collection<String> known) {
        String nearest = of(word, known);
        return distance(word, nearest) <= Math.max(1, Math.min(word.length(), nearest.length()) / 2)
                ? " Did you mean '" + nearest + "'?"
                : " Known are: " + String.join(", ", known) + ".";
    }

    /** The Levenshtein distance of at most 100 letters of the first one. */
    public static int distance(String a, String b) {
        String one = a.length() > 100 ? a.substring(0, 100) : a;
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
