package dev.fermata.cli;

import java.util.Comparator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What somebody meant who mistyped an option. Picocli has a guess as well; for {@code --prot} it is {@code --print-config}. */
final class Nearest {

    private Nearest() {}

    static String of(String typed, CommandLine command) {
        String option = typed.split("=", 2)[0];
        return command.getCommandSpec().options().stream()
                .filter(spec -> !spec.hidden())
                .map(OptionSpec::names)
                .flatMap(Stream::of)
                .min(Comparator.comparingInt(name -> distance(option, name)))
                .orElse("--help");
    }

    /** How many letters have to be put in, taken out or replaced, or swapped with the next one. */
    private static int distance(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int same = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                edits[i][j] = Math.min(edits[i - 1][j - 1] + same, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[from.length()][to.length()];
    }
}
