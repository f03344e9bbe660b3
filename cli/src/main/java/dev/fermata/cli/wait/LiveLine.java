package dev.fermata.cli.wait;

import dev.fermata.cli.console.PollLog;
import dev.fermata.cli.console.Signals;
import dev.fermata.client.WaitListener.PollEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One line on the terminal that shows the state of the waits. It disappears when they end. If standard error is not a terminal,
 * nothing is shown. Thread-safe.
 */
final class LiveLine implements Consumer<PollEvent>, AutoCloseable {

    private static final String CLEAR = "\r\u001b[K";
    /** A line that wraps cannot be cleared, and the terminal may have become narrower. (DECAWM) */
    private static final String WITHOUT_WRAPPING = "\u001b[?7l";

    private static final String WITH_WRAPPING = "\u001b[?7h";
    private static final String CUT = "...";
    private static final Path TERMINAL = Path.of("/dev/tty");

    private final PrintStream terminal = System.err;
    private final Duration limit;
    private final int jobs;
    private final long start = System.nanoTime();
    private final @Nullable ScheduledExecutorService ticker;
    private final Thread clearOnExit = new Thread(this::interrupted);
    private @Nullable PollEvent last;
    private long lastAt;
    private int ended;
    private boolean closed;
    private volatile int width = 80;

    private LiveLine(boolean shown, Duration limit, int jobs) {
        this.limit = limit;
        this.jobs = jobs;
        this.ticker = shown ? Executors.newSingleThreadScheduledExecutor(LiveLine::daemon) : null;
    }

    static LiveLine start(boolean wanted, Duration limit, int jobs) {
        LiveLine line = new LiveLine(wanted && isTerminal(), limit, jobs);
        if (line.ticker != null) {
            line.measure();
            Signals.on("WINCH", line::measure);
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

    /** Java does not tell how wide the terminal is. */
    private void measure() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            width = size.length == 2 && size[1].matches("[1-9]\\d{0,4}") ? Integer.parseInt(size[1]) : width;
        } catch (IOException unknown) {
            // It stays as it was.
        }
    }

    @Override
    public synchronized void accept(PollEvent event) {
        last = event;
        lastAt = System.nanoTime();
    }

    /** A job has ended: runs what prints its result, while the line is not there. */
    synchronized void above(Runnable printing) {
        ended++;
        if (ended == jobs) {
            close();
        } else if (ticker != null && !closed) {
            terminal.print(CLEAR);
            terminal.flush();
        }
        printing.run();
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
            terminal.println("interrupted " + texts(time()).get(0));
        }
    }

    private synchronized void draw() {
        if (!closed) {
            String time = time();
            terminal.print(WITHOUT_WRAPPING + CLEAR + fitting(time, texts(time), width - 1) + WITH_WRAPPING);
            terminal.flush();
        }
    }

    /** The longest text that fits. If there is none, the last is cut, or only the time is there. */
    private static String fitting(String time, List<String> texts, int columns) {
        String last = texts.get(texts.size() - 1);
        int whole = columns - CUT.length();
        return texts.stream()
                .filter(each -> each.length() <= columns)
                .findFirst()
                .orElseGet(() -> whole <= time.length() + 2
                        ? time.substring(0, Math.min(time.length(), columns))
                        : last.substring(0, whole) + CUT);
    }

    private String time() {
        return PollLog.seconds(Duration.ofNanos(System.nanoTime() - start));
    }

    /** What to say, from the longest to the shortest. */
    private List<String> texts(String time) {
        String elapsed = "after " + time + " of " + PollLog.seconds(limit) + ": ";
        PollEvent event = last;
        if (event == null) {
            return List.of(elapsed + "first poll", time);
        }
        String count = jobs == 1 ? "" : ended + " of " + jobs + " ended";
        String state = jobs == 1 ? event.text() : count + "; " + event.id() + ": " + event.text();
        String next = event.nextPoll()
                .map(pause -> pause.minusNanos(System.nanoTime() - lastAt))
                .map(left -> left.isNegative() ? "; polling again" : "; next poll in " + PollLog.seconds(left))
                .orElse("");
        return List.of(elapsed + state + next, elapsed + state, time + ": " + state);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fermata-live-line");
        thread.setDaemon(true);
        return thread;
    }
}
