package dev.fermata.cli;

import dev.fermata.client.PollEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line on the terminal that shows the state of a wait. It disappears when the wait ends. If standard error is not a terminal,
 * nothing is shown. Thread-safe.
 */
final class LiveLine implements Consumer<PollEvent>, AutoCloseable {

    private static final String CLEAR = "\r\u001b[K";
    /** A line that wraps cannot be cleared, and the width of the terminal is unknown here. (DECAWM) */
    private static final String WITHOUT_WRAPPING = "\u001b[?7l";

    private static final String WITH_WRAPPING = "\u001b[?7h";

    private final PrintStream terminal = System.err;
    private final Duration limit;
    private final long start = System.nanoTime();
    private final @Nullable ScheduledExecutorService ticker;
    private final Thread clearOnExit = new Thread(this::interrupted);
    private @Nullable PollEvent last;
    private long lastAt;
    private boolean closed;

    private LiveLine(boolean shown, Duration limit) {
        this.limit = limit;
        this.ticker = shown ? Executors.newSingleThreadScheduledExecutor(LiveLine::daemon) : null;
    }

    static LiveLine start(boolean wanted, Duration limit) {
        LiveLine line = new LiveLine(wanted && isTerminal(), limit);
        if (line.ticker != null) {
            line.ticker.scheduleAtFixedRate(line::draw, 0, 100, TimeUnit.MILLISECONDS);
            Runtime.getRuntime().addShutdownHook(line.clearOnExit);
        }
        return line;
    }

    /** Whether standard error is one. Java tells only whether input and output both are; Linux tells of each. */
    private static boolean isTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }

    @Override
    public synchronized void accept(PollEvent event) {
        last = event;
        lastAt = System.nanoTime();
    }

    @Override
    public synchronized void close() {
        if (ticker == null || closed) {
            return;
        }
        closed = true;
        ticker.shutdownNow();
        terminal.print(CLEAR);
        terminal.flush();
        try {
            Runtime.getRuntime().removeShutdownHook(clearOnExit);
        } catch (IllegalStateException alreadyEnding) {
            return;
        }
    }

    private synchronized void interrupted() {
        if (!closed) {
            close();
            terminal.println("interrupted " + text());
        }
    }

    private synchronized void draw() {
        if (!closed) {
            terminal.print(WITHOUT_WRAPPING + CLEAR + text() + WITH_WRAPPING);
            terminal.flush();
        }
    }

    private synchronized String text() {
        long now = System.nanoTime();
        String elapsed = "after " + PollLog.seconds(Duration.ofNanos(now - start)) + " of " + PollLog.seconds(limit);
        PollEvent event = last;
        if (event == null) {
            return elapsed + ": first poll";
        }
        String next = event.nextPoll()
                .map(pause -> pause.minusNanos(now - lastAt))
                .map(left -> left.isNegative() ? "polling again" : "next poll in " + PollLog.seconds(left))
                .orElse("");
        return elapsed + ": " + event.text() + "; " + next;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fermata-live-line");
        thread.setDaemon(true);
        return thread;
    }
}
