package dev.fermata.bench.deadline;

/** One line of the table. */
record Row(String what, String call, Overruns overruns) {

    String markdown() {
        return "| " + what + " | " + call + " |" + overruns.cells();
    }
}
