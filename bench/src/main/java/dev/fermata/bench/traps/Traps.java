package dev.fermata.bench.traps;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets each peer walk into its trap, and this project's waiter after it into the same, and prints what they did in Markdown. Ends
 * with a failure when a claim is not true, or no longer.
 */
public final class Traps {

    private Traps() {}

    public static void main(String[] args) throws Exception {
        List<Trap> traps = new ArrayList<>(AwsTraps.all());
        traps.addAll(AzureTraps.all());
        traps.addAll(GaxTraps.all());
        traps.addAll(RetryTraps.all());
        traps.addAll(AwaitilityTraps.all());
        System.out.println("| peer | trap | the run | what it did | what ours did |\n|---|---|---|---|---|");
        List<String> untrue = new ArrayList<>();
        for (Trap trap : traps) {
            try {
                Trap.Finding finding = trap.run().go();
                System.out.println("| " + trap.peer() + " | " + trap.name() + " | " + trap.setting() + " | "
                        + finding.theirs() + " | " + finding.ours() + " |");
            } catch (Trap.UntrueClaimException no) {
                untrue.add(trap.peer() + ", " + trap.name() + ": it is not true that " + no.getMessage());
            }
        }
        untrue.forEach(System.err::println);
        System.exit(untrue.isEmpty() ? 0 : 1);
    }
}
