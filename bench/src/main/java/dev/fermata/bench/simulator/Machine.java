package dev.fermata.bench.simulator;

/** Prints what the figures of a script are measured on. */
public final class Machine {

    private Machine() {}

    public static void main(String[] arguments) {
        System.out.println(Figures.machine());
    }
}
