package dev.fermata.simulator.http;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant who wrote a word that nobody knows. */
public final class Nearest {

    private Nearest() {}

    /** Such as {@code " Did you mean 'title'?"}, or all that is known when nothing is near. */
    public static String hint(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(one -> distance(word, one)))
                .filter(one -> distance(word, one) <= Math.max(1, Math.min(word.length(), one.length()) / 2))
                .map(one -> " Did you mean '" + one + "'?")
                .orElse(" Known are: " + String.join(", ", known) + ".");
    }

    /** Levenshtein's: how many letters have to be added, removed or replaced. Long words are no typos. */
    private static int distance(String a, String b) {
        if (Math.max(a.length(), b.length()) > 64) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
