package dev.fermata.cli;

import dev.fermata.client.WaitEvent;
import dev.fermata.client.WaitListener;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs every poll in a line: elapsed, answer, next pause and why it is that long. */
final class PollLog implements WaitListener {

    private final Logger log;

    PollLog(String name) {
        log = LoggerFactory.getLogger(name);
    }

    @Override
    public void onPoll(WaitEvent event) {
        String next = event.nextLook()
                .map(pause -> "next in " + DurationText.seconds(pause) + " (" + why(event) + ")")
                .orElse("no further poll");
        log.info("poll {} after {}: {}; {}", event.poll(), DurationText.seconds(event.elapsed()), event.answer(), next);
    }

    private static String why(WaitEvent event) {
        return switch (event.why()) {
            case DEADLINE -> "last look before the deadline";
            case RETRY_AFTER -> "Retry-After";
            default -> event.why().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
