package dev.fermata.bench.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** First waits of fresh processes, one after the other; the hostile servers are in this one. */
final class ColdStarts {

    private ColdStarts() {}

    static List<Row> measure(List<Hostility> hostilities, int processes, Duration maxWait)
            throws IOException, InterruptedException {
        double[] blocking = new double[(processes + 1) / 2];
        double[] async = new double[processes / 2];
        double[] control = new double[processes];
        for (int process = 0; process < processes; process++) {
            Hostility hostility = hostilities.get(process / 2 % hostilities.size());
            System.err.println("fresh process " + (process + 1) + ": a server that " + hostility.name());
            boolean even = process % 2 == 0;
            double overrun = first(hostility, maxWait, even ? "blocking" : "async");
            (even ? blocking : async)[process / 2] = overrun;
            control[process] = WarmRuns.timerAlone(maxWait);
        }
        List<Row> rows = new ArrayList<>();
        for (String call : new String[] {"blocking", "async"}) {
            double[] overruns = call.equals("async") ? async : blocking;
            if (overruns.length > 0) {
                rows.add(new Row(
                        "any of these; the first wait of a fresh JVM",
                        call,
                        new Overruns(overruns),
                        new Overruns(control)));
            }
        }
        return rows;
    }

    private static double first(Hostility hostility, Duration maxWait, String call)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ColdWait.class.getName(),
                        hostility.uri().toString(),
                        String.valueOf(maxWait.toMillis()),
                        call)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), UTF_8).strip();
            if (process.waitFor() != 0 || said.isEmpty()) {
                throw new IOException("the first wait ended with " + process.exitValue() + ": " + said);
            }
            return Double.parseDouble(said);
        }
    }
}
