package dev.fermata.cli.console;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each poll in one line: the time, what the server said, and when the next poll comes and why. */
public final class PollLog implements Consumer<PollEvent> {

    private final Logger log;

    public PollLog(String name) {
        log = LoggerFactory.getLogger(name);
    }

    @Override
    public void accept(PollEvent event) {
        String next = event.nextPoll()
                .map(pause -> "next in " + seconds(pause) + " (" + reason(event) + ")")
                .orElse(event.reason() == PollReason.HOLD ? "the server holds the next one" : "no further poll");
        String job = event.id().isEmpty() ? "" : event.id() + ": ";
        log.info(
                "{}poll {} after {}: {}; {}",
                job,
                event.poll(),
                seconds(event.elapsed()),
                ClientWords.asOptions(event.text()),
                next);
    }

    /** A duration in messages: {@code 1.5 s}. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
    }

    /** As {@link #seconds}; less than a second in milliseconds. */
    public static String precisely(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) < 0 ? duration.toMillis() + " ms" : seconds(duration);
    }

    private static String reason(PollEvent event) {
        return switch (event.reason()) {
            case DEADLINE -> "last poll before the deadline";
            case RETRY_AFTER -> "Retry-After";
            default -> event.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
