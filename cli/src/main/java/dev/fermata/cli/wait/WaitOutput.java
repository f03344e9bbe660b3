package dev.fermata.cli.wait;

import dev.fermata.cli.console.PollLog;
import dev.fermata.cli.console.StandardOutput;
import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.Waiter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** What a command prints while it waits: on standard output how each wait ended, on standard error why. */
record WaitOutput(CommandSpec spec, boolean json, boolean verbose) {

    /** Waits for all, so that each job gets its line, and returns the highest exit code. */
    int await(Waiter waiter, JobOptions.Target target, Duration limit) throws InterruptedException {
        try (LiveLine live = LiveLine.start(!verbose, limit, target.ids().size())) {
            Consumer<PollEvent> polls = verbose ? new PollLog(spec.name()) : live;
            List<CompletableFuture<Integer>> codes = new ArrayList<>();
            for (String id : target.ids()) {
                WaitFollower follower = new WaitFollower(target, id, limit, polls);
                codes.add(follower.follow(waiter).thenApply(report -> print(report, live)));
            }
            return worst(codes);
        }
    }

    private static int worst(List<CompletableFuture<Integer>> codes) throws InterruptedException {
        int worst = 0;
        Throwable bug = null;
        for (CompletableFuture<Integer> code : codes) {
            try {
                worst = Math.max(worst, code.get());
            } catch (ExecutionException broken) {
                if (broken.getCause() instanceof UncheckedIOException nobodyReads) {
                    throw nobodyReads;
                }
                bug = broken.getCause();
            }
        }
        if (bug != null) {
            throw new IllegalStateException(bug);
        }
        return worst;
    }

    /** Prints when the live line is out of the way, so that the result is alone on its line. */
    private int print(WaitReport report, LiveLine live) {
        live.above(() -> {
            line(json ? report.json() : report.text());
            if (!report.problem().isEmpty()) {
                explain(report.explanation());
            }
        });
        return report.exitCode();
    }

    /** @throws UncheckedIOException if nobody reads */
    void line(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        StandardOutput.requireTaken(out);
    }

    /** A line on standard error. */
    void explain(String problem) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + problem);
        err.flush();
    }
}
